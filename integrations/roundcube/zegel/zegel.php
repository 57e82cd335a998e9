<?php

require_once __DIR__ . '/lib/zegel_refusal.php';
require_once __DIR__ . '/lib/zegel_upload.php';
require_once __DIR__ . '/lib/zegel_drafts.php';
require_once __DIR__ . '/lib/zegel_sender.php';
require_once __DIR__ . '/lib/zegel_mail.php';

/**
 * The Protect button in Roundcube: mail is written and read in frames of the vault, whose keys and texts this server never has. Here
 * are only sealed messages handed on, and what Roundcube itself would keep of a text switched off.
 *
 * @license MIT
 */
class zegel extends rcube_plugin
{
    public $task = 'mail|settings';

    private $rcmail;
    /** Whether the message that is shown belongs into the vault's display. */
    private $ours = false;

    public function init()
    {
        $this->rcmail = rcmail::get_instance();
        $this->load_config();
        $this->add_texts('localization/');
        $this->add_hook('startup', [$this, 'startup']);

        if ($this->rcmail->task === 'settings') {
            $this->add_hook('settings_actions', [$this, 'settings_actions']);
            $this->register_action('plugin.zegel.settings', [$this, 'settings']);
            return;
        }

        $this->register_action('plugin.zegel.piece', [$this, 'piece']);
        $this->register_action('plugin.zegel.send', [$this, 'send']);
        $this->register_action('plugin.zegel.outcome', [$this, 'outcome']);
        $this->register_action('plugin.zegel.keep', [$this, 'keep']);
        $this->register_action('plugin.zegel.drop', [$this, 'drop']);

        $this->add_hook('storage_init', [$this, 'storage_init']);
        $this->add_hook('messages_list', [$this, 'messages_list']);
        $this->add_hook('message_load', [$this, 'message_load']);
        $this->add_hook('message_compose_body', [$this, 'compose_body']);
        $this->add_hook('message_ready', [$this, 'message_ready']);
        $this->add_hook('template_object_composebody', [$this, 'compose_template']);
        $this->add_hook('template_object_messagebody', [$this, 'body_template']);
        $this->add_hook('template_object_messageattachments', [$this, 'attachments_template']);
    }

    /** Puts our script into the pages it has something to do in, and keeps Roundcube's own way of sending shut where that is wanted. */
    public function startup($args)
    {
        $output = $this->rcmail->output;
        $mail   = $args['task'] === 'mail' && in_array($args['action'], ['', 'compose', 'show', 'preview', 'print', 'list'], true);

        if ($args['task'] === 'mail' && $args['action'] === 'send' && $this->is_shut()) {
            $output->reset();
            $output->framed = true;
            $output->show_message('zegel.errorshut', 'error');
            $output->send('iframe');
        }

        if ($args['task'] === 'mail' && $args['action'] === 'compose') {
            $this->quiet_composer();
        }

        $settings = $args['task'] === 'settings' && $args['action'] === 'plugin.zegel.settings';

        if ($output->type === 'html' && ($mail || $settings)) {
            $this->page();
        }

        return $args;
    }

    /** @return bool whether nothing may be sent or kept but what comes out of the vault */
    private function is_shut()
    {
        return $this->editor() === 'always' && $this->rcmail->config->get('zegel_require', true);
    }

    /** Switches off what keeps a text somewhere, or shows it to somebody, before the vault has decided about it. */
    private function quiet_composer()
    {
        $config = $this->rcmail->config;
        // Whom Roundcube would ask for keys is nobody's business.
        $config->set('keyservers', []);
        $config->set('draft_autosave', 0);
        $config->set('compose_save_localstorage', false);
        $config->set('enable_spellcheck', false);
        $config->set('spellcheck_before_send', false);

        if ($this->editor() === 'always') {
            $config->set('htmleditor', 0);
        }
    }

    /** @return string 'always', 'offer', or 'plain' where somebody chose to write without the vault and may */
    private function editor()
    {
        $config = $this->rcmail->config;

        if (($_GET['_zegel'] ?? null) === 'plain' && !$config->get('zegel_require', true)) {
            return 'plain';
        }

        return $this->rcmail->config->get('zegel_editor', 'always') === 'offer' ? 'offer' : 'always';
    }

    /** What the script has to know on every page. */
    private function page()
    {
        $config     = $this->rcmail->config;
        $output     = $this->rcmail->output;
        $identities = [];

        foreach ($this->rcmail->user->list_identities(null, false) as $identity) {
            $identities[$identity['identity_id']] = [
                'email' => $identity['email'],
                'name'  => $identity['name'],
            ];
        }

        $output->set_env('zegel', [
            'vault'      => rtrim((string) $config->get('zegel_vault'), '/'),
            'editor'     => $this->editor(),
            'require'    => (bool) $config->get('zegel_require', true),
            'wait'       => max(1, (int) $config->get('zegel_wait', 15)),
            'piece'      => self::piece_size(),
            'limit'      => parse_bytes($config->get('max_message_size', '100M')) ?: null,
            'address'    => $this->rcmail->get_user_email(),
            'identities' => $identities,
            'keyring'    => hash('sha256', $this->rcmail->get_user_name() . ' ' . ($_SESSION['storage_host'] ?? '')),
            'language'   => str_replace('_', '-', (string) ($_SESSION['language'] ?? 'en_US')),
        ]);
        $this->add_texts('localization/', true);
        if ($this->rcmail->action === 'compose' && $this->editor() !== 'plain') {
            $this->add_button(['type' => 'link', 'command' => 'plugin.zegel.protect', 'id' => 'zegel-protect', 'class' => 'zegel-protect',
                'label' => 'zegel.protect', 'title' => 'zegel.protecttitle', 'innerclass' => 'inner'], 'toolbar');
        }
        $this->include_script('zegel.js');
        $this->include_stylesheet('skins/elastic/zegel.css');
    }

    /** A piece with its form fits into what PHP takes; a message has as many as it needs. */
    private static function piece_size()
    {
        $limits = array_filter([parse_bytes(ini_get('upload_max_filesize')), parse_bytes(ini_get('post_max_size'))]);
        $least  = $limits ? min($limits) : 1 << 20;

        return (int) max(1024, min(4 << 20, $least - 4096));
    }

    // -- sending and drafts, asked by the script

    public function piece()
    {
        $this->answer(function () {
            $file = $_FILES['_piece'] ?? null;

            // Without a file, or with another error, PHP found the request too large: it says so nowhere else.
            if (!is_array($file) || $file['error'] !== UPLOAD_ERR_OK || !is_uploaded_file($file['tmp_name'])) {
                throw new zegel_refusal('toolarge');
            }

            $upload = $this->upload();
            $index  = (int) self::input('_index');
            $size   = $upload->add($index, max(0, (int) self::input('_offset')), $file['tmp_name']);

            return self::input('_last') === '1' ? ['size' => $size, 'digest' => $upload->digest($index)] : ['size' => $size];
        });
    }

    public function send()
    {
        $this->answer(function () {
            $messages = json_decode((string) self::input('_messages'), true);
            $compose  = $this->compose_data();
            $sender   = new zegel_sender($this->rcmail, $this->upload());
            $answer   = $sender->send(is_array($messages) ? array_values($messages) : [], $compose);

            // The draft is the only other copy: it stays where none came into Sent.
            if ($answer['copied'] && self::input('_draft')) {
                (new zegel_drafts($this->rcmail))->drop(self::input('_draft'));
                $answer['folders'][] = $this->rcmail->config->get('drafts_mbox');
            }
            if ($id = $compose['id'] ?? null) {
                $this->rcmail->plugins->exec_hook('attachments_cleanup', ['group' => $id]);
                $this->remember(function () use ($id) {
                    $this->rcmail->session->remove('compose_data_' . $id);
                    $_SESSION['last_compose_session'] = $id;
                });
            }

            return $answer;
        });
    }

    /** What became of a delivery; one that is under way is waited for. */
    public function outcome()
    {
        $this->answer(function () {
            $upload = $this->upload();
            $upload->lock();
            $state = $upload->state();

            if (isset($state['sending'])) {
                throw new zegel_refusal('unsure', ['to' => $state['to'] ?? '']);
            }

            return ['answer' => $state['answer'] ?? null];
        });
    }

    public function keep()
    {
        $this->answer(function () {
            $drafts = new zegel_drafts($this->rcmail);
            $kept   = $drafts->keep($this->upload(), self::input('_digest'), self::input('_previous'), $this->compose_data());

            // Whoever loads the page again goes on with this draft.
            $this->remember(function () use ($kept) {
                if (($id = self::input('_id')) && isset($_SESSION['compose_data_' . $id])) {
                    $_SESSION['compose_data_' . $id]['param']['draft_uid'] = $kept['uid'];
                }
            });

            return $kept;
        });
    }

    public function drop()
    {
        $this->answer(function () {
            (new zegel_drafts($this->rcmail))->drop(self::input('_draft'));

            return ['dropped' => true];
        });
    }

    /**
     * Changes the session as it is now. It was read when the request began, and written back as it was then it would undo what other
     * requests did meanwhile: a composer that somebody opened while a draft was being kept would not be known any more.
     */
    private function remember($change)
    {
        $session = $this->rcmail->session;
        $session->reload();
        $change();
        $session->nowrite = false;
        $session->write_close();
    }

    /** Answers in JSON of our own, and only to our own page: the token travels in a field that no other site can send. */
    private function answer($work)
    {
        $this->rcmail->session->nowrite = true;

        try {
            if (rcube_utils::request_header('X-Roundcube-Request') !== $this->rcmail->get_request_token()) {
                throw new zegel_refusal('request');
            }

            $answer = ['zegel' => $work()];
        }
        catch (zegel_refusal $refusal) {
            $answer = ['error' => $refusal->as_answer()];
        }

        header('Content-Type: application/json; charset=UTF-8');
        header('Cache-Control: no-store');
        echo json_encode($answer);
        exit;
    }

    private function upload()
    {
        return new zegel_upload($this->rcmail->user->ID, self::input('_key'));
    }

    private function compose_data()
    {
        $id = self::input('_id');

        return $id && isset($_SESSION['compose_data_' . $id]) ? (array) $_SESSION['compose_data_' . $id] : [];
    }

    private static function input($name)
    {
        return isset($_POST[$name]) && is_string($_POST[$name]) ? $_POST[$name] : null;
    }

    // -- the composer

    /** In the vault's editor the vault quotes: Roundcube need not, and its page holds no text. */
    public function compose_body($args)
    {
        if ($this->editor() === 'always') {
            $args['body'] = '';
        }

        return $args;
    }

    /** What the composer was opened for; the script fetches the whole message. */
    public function compose_template($args)
    {
        $data  = (array) ($_SESSION['compose_data_' . rcube_utils::get_input_string('_id', rcube_utils::INPUT_GET)] ?? []);
        $param = (array) ($data['param'] ?? []);
        $mode  = $data['mode'] ?? null;
        $begin = ['mode' => null, 'all' => !empty($data['reply_all']), 'mailbox' => $data['mailbox'] ?? null];

        if (!empty($param['draft_uid'])) {
            $storage = $this->rcmail->get_storage();
            $folder  = $this->rcmail->config->get('drafts_mbox');
            $begin   = ['mode' => 'draft', 'uids' => [(string) $param['draft_uid']], 'mailbox' => $folder];
            $begin['id'] = (new zegel_drafts($this->rcmail))->id($storage, $folder, $param['draft_uid']);
        }
        else if ($mode === rcmail_sendmail::MODE_REPLY) {
            $begin['mode'] = 'reply';
            $begin['uids'] = [(string) $param['reply_uid']];
        }
        else if ($mode === rcmail_sendmail::MODE_FORWARD) {
            $begin['mode'] = 'forward';
            $begin['uids'] = is_array($param['forward_uid']) ? array_values($param['forward_uid']) : explode(',', (string) $param['forward_uid']);
            $begin['attached'] = !empty($data['as_attachment']);
        }
        else if (!empty($param['uid'])) {
            $begin['mode'] = 'edit';
            $begin['uids'] = [(string) $param['uid']];
        }
        else {
            // From a link to an address; who gave it chose its words.
            $begin['subject'] = (string) ($param['subject'] ?? '');
            $begin['text']    = empty($param['html']) ? (string) ($param['body'] ?? '') : '';
        }

        $output = $this->rcmail->output;
        $output->set_env('zegel_compose', $begin);

        // A protected message is answered and gone on with where it can be read.
        $output->set_env('zegel_sealed', $this->ours);
        $output->set_env('zegel_references', (string) ($data['references'] ?? ''));

        return $args;
    }

    /** Label fields of a mail that Roundcube sends itself, as the vault decided them. */
    public function message_ready($args)
    {
        $fields = json_decode((string) self::input('_zegel_fields'), true);

        if (!is_array($fields) || $this->editor() !== 'offer') {
            return $args;
        }

        $headers = [];
        foreach ($fields as $field) {
            $name  = (string) ($field['name'] ?? '');
            $value = (string) ($field['value'] ?? '');

            if (in_array(strtolower($name), ['msip_labels', 'sio-label', 'sensitivity', 'x-protective-marking', 'zegel-justification'], true)
                && !preg_match('/[\r\n\0]/', $value)
            ) {
                $headers[$name] = $value;
            }
        }

        $args['message']->headers($headers, true);

        return $args;
    }

    // -- reading

    public function storage_init($args)
    {
        $args['fetch_headers'] = trim(($args['fetch_headers'] ?? '') . ' ' . strtoupper(implode(' ', zegel_mail::FIELDS)));

        return $args;
    }

    public function messages_list($args)
    {
        foreach ((array) $args['messages'] as $message) {
            $flags = zegel_mail::flags($message);

            if ($flags) {
                $message->list_flags['extra_flags'] = array_merge($message->list_flags['extra_flags'] ?? [], $flags);
            }
        }

        return $args;
    }

    public function message_load($args)
    {
        $message = $args['object'];
        $action  = $this->rcmail->action;

        if (!in_array($action, ['show', 'preview', 'print', 'compose'], true) || $message->context !== null || !zegel_mail::is_ours($message)) {
            return $args;
        }

        $this->ours = true;
        if ($action === 'compose') {
            return $args;
        }
        $this->rcmail->output->set_env('zegel_shown', ['uid' => (string) $message->uid, 'mailbox' => $message->folder]);

        return $args;
    }

    /** Nothing of the message is put into the page: the vault shows it, and on paper stands why not. */
    public function body_template($args)
    {
        if ($this->ours) {
            $text = $this->rcmail->action === 'print' ? html::p(null, rcube::Q($this->gettext('noprint'))) : '';
            $args['content'] = html::div(['id' => 'messagebody', 'class' => 'zegel-display'], $text);
        }

        return $args;
    }

    public function attachments_template($args)
    {
        if ($this->ours) {
            $args['content'] = '';
        }

        return $args;
    }

    // -- the settings

    public function settings_actions($args)
    {
        $args['actions'][] = ['action' => 'plugin.zegel.settings', 'class' => 'zegel', 'label' => 'settings', 'title' => 'settings', 'domain' => 'zegel'];

        return $args;
    }

    public function settings()
    {
        $this->register_handler('plugin.body', function () {
            return html::div(['id' => 'zegel-settings', 'class' => 'zegel-place'], '');
        });
        $this->rcmail->output->set_pagetitle($this->gettext('settings'));
        $this->rcmail->output->send('plugin');
    }
}
