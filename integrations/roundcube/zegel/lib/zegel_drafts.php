<?php

/** Sealed drafts in the folder for drafts: a new one takes the place of the one before only when it lies there as it was made. */
class zegel_drafts
{
    /** Roundcube's own field, by which it knows what a draft answers. It stands before the message and is none of its octets. */
    const ORIGIN = "X-Draft-Info: ";

    private $rcmail;

    public function __construct($rcmail)
    {
        $this->rcmail = $rcmail;
    }

    /**
     * @param string|null $previous id of the draft whose place it takes
     * @param array       $compose  Roundcube's data of this composer; may be empty
     * @return array id and digest of the kept draft
     */
    public function keep(zegel_upload $upload, $digest, $previous, $compose)
    {
        $upload->lock();
        $state = $upload->state();

        if (!empty($state['kept'])) {
            return $state['kept'];
        }
        if (!hash_equals($upload->digest(0), (string) $digest)) {
            throw new zegel_refusal('digest');
        }

        $storage = $this->rcmail->get_storage();
        $folder  = (string) $this->rcmail->config->get('drafts_mbox');

        if (!strlen($folder) || !self::have_folder($storage, $folder)) {
            throw new zegel_refusal('drafts');
        }

        $origin = $this->origin($compose);
        $path   = $origin === '' ? $upload->path(0) : $this->with_origin($upload->path(0), $origin);
        $uid    = $storage->save_message($folder, $path, '', true, ['SEEN']);

        if ($uid === true) {
            $uid = $this->find($storage, $folder, $path);
        }
        if (!$uid) {
            throw new zegel_refusal('drafts');
        }

        // Read back from the mail server: the earlier draft goes only when this one is there, whole.
        $storage->set_folder($folder);
        $lies = self::without_origin((string) $storage->get_raw_body($uid));
        $seen = hash('sha256', $lies);

        if (!hash_equals($seen, (string) $digest)) {
            $storage->delete_message($uid, $folder);
            throw new zegel_refusal('digest');
        }

        $kept = ['id' => $this->id($storage, $folder, $uid), 'uid' => (string) $uid, 'digest' => $seen];
        $upload->remember(['kept' => $kept]);
        $upload->clear(1);

        if ($previous) {
            $this->drop($previous);
        }

        return $kept;
    }

    /** Deletes a draft, if it is still the one that had this id. */
    public function drop($id)
    {
        $storage = $this->rcmail->get_storage();
        $folder  = (string) $this->rcmail->config->get('drafts_mbox');

        if (!preg_match('/^(\d+)\.(\d+)$/', (string) $id, $found) || !strlen($folder)) {
            throw new zegel_refusal('request');
        }
        if ($this->id($storage, $folder, $found[2]) === $id) {
            $storage->delete_message($found[2], $folder);
        }
    }

    /** A message's number counts only together with the folder's own: the folder may have been made anew. */
    public function id($storage, $folder, $uid)
    {
        $data = $storage->folder_data($folder);

        return ($data['UIDVALIDITY'] ?? 0) . '.' . $uid;
    }

    /** Makes and subscribes a folder where that is missing. */
    public static function have_folder($storage, $folder)
    {
        if ($storage->folder_exists($folder, true)) {
            return true;
        }

        return $storage->folder_exists($folder) ? $storage->subscribe($folder) : $storage->create_folder($folder, true);
    }

    public static function without_origin($message)
    {
        if (strncmp($message, self::ORIGIN, strlen(self::ORIGIN)) !== 0) {
            return $message;
        }

        return substr($message, strpos($message, "\r\n") + 2);
    }

    /** Which message this draft answers, in Roundcube's own words: its composer reads them when the draft is opened again. */
    private function origin($compose)
    {
        foreach (['reply' => 'reply_uid', 'forward' => 'forward_uid'] as $type => $field) {
            $uid = $compose[$field] ?? null;

            if (!empty($uid) && is_scalar($uid) && preg_match('/^\d+$/', (string) $uid) && !empty($compose['mailbox'])) {
                $info = ['type' => $type, 'uid' => $uid, 'folder' => $compose['mailbox']];
                return self::ORIGIN . preg_replace('/[\r\n]+/', '', rcmail_sendmail::draftinfo_encode($info)) . "\r\n";
            }
        }

        return '';
    }

    private function with_origin($path, $origin)
    {
        $copy = rcube_utils::temp_filename('zegel');
        $to   = fopen($copy, 'wb');
        $from = fopen($path, 'rb');
        fwrite($to, $origin);
        stream_copy_to_stream($from, $to);
        fclose($from);
        fclose($to);
        $this->rcmail->add_shutdown_function(static function () use ($copy) { @unlink($copy); });

        return $copy;
    }

    /** For mail servers that do not say which number a new message got. */
    private function find($storage, $folder, $path)
    {
        $headers = rcube_mime::parse_headers((string) file_get_contents($path, false, null, 0, 65536));
        $id      = preg_replace('/[\r\n"\\\\]+/', '', (string) ($headers['message-id'] ?? ''));

        return $id === '' ? null : $storage->search_once($folder, 'HEADER Message-ID ' . rcube_imap_generic::escape($id))->max();
    }
}
