<?php

/** Why a request was not done: a code for programs, a localised sentence for the person, and nothing of the mail. */
class zegel_refusal extends Exception
{
    private $reason;
    private $detail;

    /**
     * @param string $reason key of a text in localization/
     * @param array  $detail what the sentence names, and what the vault may want to know
     */
    public function __construct($reason, $detail = [])
    {
        parent::__construct($reason);
        $this->reason = $reason;
        $this->detail = $detail;
    }

    public function as_answer()
    {
        $vars = array_filter($this->detail, 'is_scalar');

        return [
            'code'    => $this->reason,
            'detail'  => (object) $this->detail,
            'message' => rcube::get_instance()->gettext(['name' => 'error' . $this->reason, 'vars' => $vars], 'zegel'),
        ];
    }
}
