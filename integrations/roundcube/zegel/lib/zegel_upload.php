<?php

/**
 * Messages on their way in, in pieces, because PHP takes only so much in one request. They are temporary files of Roundcube's, which
 * deletes what is left over. One key stands for one delivery of one person: whatever is asked twice under it happens once.
 */
class zegel_upload
{
    /** Far more than one mail with its letters and hidden copies needs. */
    const MOST_MESSAGES = 1000;

    private $base;
    private $lock;

    /**
     * @param int|string $user Roundcube's number for the person
     * @param string     $key  chosen by the page, once for each delivery
     */
    public function __construct($user, $key)
    {
        if (!is_string($key) || !preg_match('/^[0-9a-f]{32}$/', $key)) {
            throw new zegel_refusal('request');
        }

        $this->base = rcube_utils::temp_filename('zegel' . hash('sha256', $user . ' ' . $key), false, false);
    }

    /** Holds this delivery until the end of the request: another request for it waits. */
    public function lock()
    {
        $this->lock = fopen($this->base . '.json', 'c+');

        if (!$this->lock || !flock($this->lock, LOCK_EX)) {
            throw new zegel_refusal('storage');
        }
    }

    /** @return array what is known to have happened under this key */
    public function state()
    {
        rewind($this->lock);
        $state = json_decode((string) stream_get_contents($this->lock), true);

        return is_array($state) ? $state : [];
    }

    /** Written before anything else is done, so that a broken-off request is not repeated in part. */
    public function remember($state)
    {
        $text = json_encode($state);

        if (!rewind($this->lock) || !ftruncate($this->lock, 0)
            || fwrite($this->lock, $text) !== strlen($text) || !fflush($this->lock)
        ) {
            throw new zegel_refusal('storage');
        }
    }

    /**
     * @param int    $index  which message
     * @param int    $offset where the piece belongs
     * @param string $piece  path of the file PHP put it in
     * @return int how many octets of the message are here now
     */
    public function add($index, $offset, $piece)
    {
        $path = $this->path($index);
        $size = is_file($path) ? filesize($path) : 0;

        // A piece that comes again, because its answer was lost, is in its place already or is written anew.
        if ($offset > $size) {
            throw new zegel_refusal('piece');
        }

        $from = fopen($piece, 'rb');
        $to   = fopen($path, 'c+b');

        if (!$from || !$to || fseek($to, $offset) !== 0
            || stream_copy_to_stream($from, $to) !== filesize($piece) || !fflush($to)
        ) {
            throw new zegel_refusal('storage');
        }

        $end = ftell($to);
        ftruncate($to, $end);
        fclose($to);
        fclose($from);
        clearstatcache(true, $path);

        return $end;
    }

    public function path($index)
    {
        if (!is_int($index) || $index < 0 || $index >= self::MOST_MESSAGES) {
            throw new zegel_refusal('request');
        }

        return $this->base . '.' . $index;
    }

    /** @return string SHA-256 (hexadecimal) of what lies here, read back from the disk */
    public function digest($index)
    {
        $path = $this->path($index);

        if (!is_file($path)) {
            throw new zegel_refusal('piece');
        }

        return hash_file('sha256', $path);
    }

    /** Deletes the messages; what happened stays known, for whoever asks again. */
    public function clear($count)
    {
        for ($index = 0; $index < $count; $index++) {
            @unlink($this->path($index));
        }
    }
}
