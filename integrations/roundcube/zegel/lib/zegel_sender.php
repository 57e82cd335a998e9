<?php

/** Sends finished messages by Roundcube's own SMTP, octet for octet, each to its own envelope. */
class zegel_sender
{
    private $rcmail;
    private $upload;

    public function __construct($rcmail, zegel_upload $upload)
    {
        $this->rcmail = $rcmail;
        $this->upload = $upload;
    }

    /**
     * @param array $messages each with from, recipients, copy and digest
     * @param array $compose  Roundcube's data of this composer; may be empty
     * @return array what the page is told
     */
    public function send($messages, $compose)
    {
        $this->upload->lock();
        $state = $this->upload->state();

        if (!empty($state['answer'])) {
            return $state['answer'];
        }

        // A request that died between the mail server's yes and ours: nobody can know, so the person decides.
        if (isset($state['sending'])) {
            throw new zegel_refusal('unsure', ['to' => $state['to'] ?? '']);
        }

        $digests = $this->check($messages);
        @set_time_limit(360);
        $sent = $state['sent'] ?? [];

        foreach ($messages as $index => $message) {
            if (in_array($index, $sent) || empty($message['recipients'])) {
                continue;
            }

            $this->upload->remember(['sent' => $sent, 'sending' => $index, 'to' => implode(', ', $message['recipients'])]);
            $trouble = $this->hand_over($this->upload->path($index), $message);

            if ($trouble !== null) {
                $this->upload->remember(['sent' => $sent]);
                throw $this->failure($messages, $sent, $trouble);
            }

            $sent[] = $index;
        }

        $copied = $this->keep_copies($messages, $compose);
        $answer = [
            'sent'    => true,
            'digests' => $digests,
            'copied'  => $copied,
            'folders' => $this->after($compose),
        ];
        $this->upload->remember(['sent' => $sent, 'answer' => $answer]);
        $this->upload->clear(count($messages));

        return $answer;
    }

    /** Everything that can be known beforehand, of all messages, before the first is sent. */
    private function check($messages)
    {
        if (!is_array($messages) || empty($messages)) {
            throw new zegel_refusal('request');
        }

        $own = [];
        foreach ($this->rcmail->user->list_emails() as $identity) {
            $own[] = strtolower(rcube_utils::idn_to_ascii($identity['email']));
        }

        if (!array_filter(array_column($messages, 'recipients'))) {
            throw new zegel_refusal('request');
        }

        $digests = [];
        foreach ($messages as $index => $message) {
            $path  = $this->upload->path($index);
            $from  = strtolower((string) ($message['from'] ?? ''));
            $to    = $message['recipients'] ?? null;
            $known = $this->upload->digest($index);

            if (!isset($message['digest']) || !hash_equals($known, (string) $message['digest'])) {
                throw new zegel_refusal('digest');
            }
            if (!in_array($from, $own, true) || self::header_from($path) !== $from) {
                throw new zegel_refusal('from', ['address' => $from]);
            }
            // Where everybody gets a message of their own, the writer's copy goes to nobody.
            if (!is_array($to) || (empty($to) && empty($message['copy']))) {
                throw new zegel_refusal('request');
            }
            foreach ($to as $address) {
                if (!is_string($address) || !rcube_utils::check_email($address, false)) {
                    throw new zegel_refusal('recipient', ['address' => (string) $address]);
                }
            }
            if (!self::has_only_crlf($path)) {
                throw new zegel_refusal('lines');
            }

            $digests[] = $known;
        }

        return $digests;
    }

    /** @return string|null the one address in the field From, in lower case; null where there is another number of them */
    public static function header_from($path)
    {
        $headers = rcube_mime::parse_headers(self::header_block($path)[0]);
        $from    = $headers['from'] ?? null;
        $list    = is_string($from) ? rcube_mime::decode_address_list($from, null, false) : [];

        return count($list) === 1 ? strtolower(rcube_utils::idn_to_ascii(current($list)['mailto'])) : null;
    }

    /** @return array the header without the empty line after it, and where the body begins */
    private static function header_block($path)
    {
        $file = fopen($path, 'rb');
        $text = '';

        do {
            $text .= fread($file, 8192);
            $end   = strpos($text, "\r\n\r\n");
        } while ($end === false && !feof($file) && strlen($text) < 1 << 20);

        fclose($file);

        if (empty($end)) {
            throw new zegel_refusal('lines');
        }

        return [substr($text, 0, $end), $end + 4];
    }

    /** SMTP knows no other ends of lines; the library would mend them, and the message would not be the same. */
    private static function has_only_crlf($path)
    {
        $file = fopen($path, 'rb');
        $good = true;

        while ($good && ($line = fgets($file)) !== false) {
            $text = substr($line, -2) === "\r\n" ? substr($line, 0, -2) : $line;
            $good = strpbrk($text, "\r\n") === false;
        }

        fclose($file);
        return $good;
    }

    /** @return array|null what went wrong, as Roundcube names it */
    private function hand_over($path, $message)
    {
        list($header, $begin) = self::header_block($path);
        $body   = fopen('php://temp/maxmemory:2097152', 'w+b');
        $file   = fopen($path, 'rb');
        $length = filesize($path) - $begin;
        fseek($file, $begin + $length - 2);
        $ends = $length >= 2 && fread($file, 2) === "\r\n";
        // Net_SMTP ends a body that it reads from a stream with a line break of its own.
        stream_copy_to_stream($file, $body, $ends ? $length - 2 : $length, $begin);
        fclose($file);
        rewind($body);

        if (!is_object($this->rcmail->smtp)) {
            $this->rcmail->smtp_init(true);
        }

        $sent  = $this->rcmail->smtp->send_mail($message['from'], $message['recipients'], $header, $body);
        $error = $sent ? null : ($this->rcmail->smtp->get_error() ?: ['label' => 'sendingfailed', 'vars' => []]);
        fclose($body);

        if (!$sent) {
            rcube::raise_error(['code' => 800, 'type' => 'smtp', 'file' => __FILE__, 'line' => __LINE__,
                'message' => implode("\n", $this->rcmail->smtp->get_response())], true, false);
            $this->rcmail->smtp->disconnect();
            $this->rcmail->smtp = null;
        }

        return $error;
    }

    private function failure($messages, $sent, $trouble)
    {
        $label = is_array($trouble) ? $trouble['label'] : $trouble;
        $text  = $this->rcmail->gettext(['name' => $label, 'vars' => is_array($trouble) ? ($trouble['vars'] ?? []) : []]);

        if (empty($sent)) {
            return new zegel_refusal('smtp', ['server' => $text]);
        }

        $reached = [];
        foreach ($sent as $index) {
            $reached = array_merge($reached, $messages[$index]['recipients']);
        }

        return new zegel_refusal('partly', ['server' => $text, 'reached' => implode(', ', array_unique($reached))]);
    }

    /** @return bool whether every copy that belongs into Sent is there */
    private function keep_copies($messages, $compose)
    {
        $folder = $compose['param']['sent_mbox'] ?? $this->rcmail->config->get('sent_mbox');

        if (!strlen((string) $folder) || $this->rcmail->config->get('no_save_sent_messages')) {
            return true;
        }

        $storage = $this->rcmail->get_storage();
        $ready   = zegel_drafts::have_folder($storage, $folder);
        $all     = true;

        foreach ($messages as $index => $message) {
            if (!empty($message['copy'])) {
                $path = $this->upload->path($index);
                $all  = $ready && $storage->save_message($folder, $path, '', true, ['SEEN']) && $all;
            }
        }

        return $all;
    }

    /** What Roundcube does after sending: marks the original, and forgets the composer. @return array folders to look at again */
    private function after($compose)
    {
        $storage = $this->rcmail->get_storage();
        $folders = array_filter([$compose['param']['sent_mbox'] ?? $this->rcmail->config->get('sent_mbox')]);

        foreach (['reply_uid' => 'ANSWERED', 'forward_uid' => 'FORWARDED'] as $field => $flag) {
            if (empty($compose[$field]) || empty($compose['mailbox'])) {
                continue;
            }

            $folders[] = $compose['mailbox'];
            foreach (rcmail::get_uids($compose[$field], $compose['mailbox']) as $folder => $uids) {
                // A message inside another one has no flags of its own.
                if (!preg_match('/^\d+\.[0-9.]+$/', implode(',', (array) $uids))) {
                    $storage->set_flag($uids, $flag, $folder);
                }
            }
        }

        return array_values(array_unique($folders));
    }
}
