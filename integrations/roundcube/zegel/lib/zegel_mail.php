<?php

/** What may be known of a message without opening it: whether it belongs into the vault's display, and which label stands outside. */
class zegel_mail
{
    /** Fields the list needs besides those Roundcube asks for. */
    const FIELDS = ['msip_labels', 'SIO-Label', 'Zegel-Justification'];

    /** As much of a text as is searched for armor, in octets. */
    const SEARCHED = 262144;

    /** @return bool whether the vault shows this message in the place of Roundcube */
    public static function is_ours(rcube_message $message)
    {
        foreach (self::FIELDS as $field) {
            if ($message->headers->get($field) !== null) {
                return true;
            }
        }

        foreach ((array) $message->mime_parts as $part) {
            if (self::is_pgp_part($part)) {
                return true;
            }
        }

        return self::has_armor($message);
    }

    private static function is_pgp_part($part)
    {
        $type = strtolower((string) $part->mimetype);

        return strpos($type, 'application/pgp-') === 0
            || preg_match('/\.(asc|gpg|pgp)$/i', (string) $part->filename)
            || ($type === 'multipart/encrypted' || ($type === 'multipart/signed' && stripos((string) ($part->ctype_parameters['protocol'] ?? ''), 'pgp') !== false));
    }

    private static function has_armor(rcube_message $message)
    {
        foreach ((array) $message->mime_parts as $id => $part) {
            if ($part->mimetype !== 'text/plain' || !empty($part->filename)) {
                continue;
            }

            $text = (string) $message->get_part_body($id, false, self::SEARCHED);

            if (preg_match('/^-----BEGIN PGP (?:SIGNED )?MESSAGE-----/m', $text)) {
                return true;
            }
        }

        return false;
    }

    /** @return array what the list shows of a message: that its subject is hidden, its label */
    public static function flags($header)
    {
        $flags = [];
        $type  = strtolower((string) $header->ctype);

        if (strpos($type, 'multipart/encrypted') === 0 && trim((string) $header->subject) === '[...]') {
            $flags['zegel_subject'] = true;
        }
        if ($label = self::label($header)) {
            $flags['zegel_label'] = $label;
        }

        return $flags;
    }

    /** @return array|null name, and colour where one is told; claims of whoever wrote the message */
    private static function label($header)
    {
        $marking = self::parameters((string) self::field($header, 'SIO-Label'));
        $name    = $marking['marking'] ?? null;

        if ($name === null && preg_match('/MSIP_Label_[^_=;]+_Name=([^;]*)/i', (string) self::field($header, 'msip_labels'), $found)) {
            $name = rcube_mime::decode_header(trim($found[1]));
        }
        if ($name === null || trim($name) === '') {
            return null;
        }

        $colour = $marking['bgcolor'] ?? null;

        return ['name' => mb_substr(trim($name), 0, 80), 'color' => preg_match('/^#[0-9a-f]{6}$/i', (string) $colour) ? $colour : null];
    }

    private static function field($header, $name)
    {
        $value = $header->get($name, false);

        return is_array($value) ? end($value) : $value;
    }

    /** Parameters as of a Content-Type, in pieces and with other characters too (RFC 2231). @return array */
    private static function parameters($text)
    {
        $found = [];
        preg_match_all('/([\w-]+)(?:\*(\d+))?(\*)?\s*=\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\s]+))/', $text, $all, PREG_SET_ORDER);

        foreach ($all as $one) {
            $value = isset($one[5]) && $one[5] !== '' ? $one[5] : stripslashes($one[4]);

            if (!empty($one[3])) {
                $value = rawurldecode(preg_replace("/^[\\w-]*'[\\w-]*'/", '', $value));
            }

            $name = strtolower($one[1]);
            $found[$name] = ($found[$name] ?? '') . $value;
        }

        return $found;
    }
}
