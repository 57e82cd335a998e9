// Written from the Rust types by `cargo test contract`; do not edit.

/** A person's reading of one address. */
export type AddressAnswer =
  | { ok: true; address: { name: string | null; address: string; domain: string }; text: string }
  | { ok: false; code: AddressError; text: string };
/** What reading a bundle gives. */
export type BundleAnswer = { bundle: BundleView } | { mistakes: Mistake[] };
/** A file or inline image with its bytes. */
export type Part = PartHead & { bytes: Uint8Array };
/** A message inside another, to be opened by itself. */
export type Within = WithinHead & { bytes: Uint8Array };
/** A message without its encryption, with its bytes. */
export type Released = ReleasedHead & { bytes: Uint8Array<ArrayBuffer> };
/** A certificate that a message brought, with its bytes. */
export type BroughtKey = BroughtKeyHead & { bytes: Uint8Array };
/** A message with its envelope and its bytes; where there is a `blob`, that is all of it, and `bytes` only its beginning. */
export type OutgoingMessage = OutgoingHead & { bytes: Uint8Array, blob?: Blob };
/** Everything that leaves the browser for one draft, the decision behind it, and why files could not carry their label. */
export type Outgoing = OutgoingPostings & { decision: Decision, left: (FileLeft | null)[] };
/** An own key with the certificate to hand out. */
export type OwnKey = OwnKeyHead & { certificate: Uint8Array };
/** How far a long operation is. */
export type Progress = { stage: Stage | 'reading'; done: number; total: number };
/**
 * Text per language; English is always there.
 */
export type Text = { en: string; [language: string]: string };
/**
 * A draft as the user interface hands it over. Unknown fields are refused: a misspelt wish must not pass unnoticed.
 */
export type Draft = { 
/**
 * The sender, `name <local@domain>`.
 */
from: string, 
/**
 * Recipients, one address each.
 */
to: Array<string>, 
/**
 * Recipients of a copy.
 */
cc: Array<string>, 
/**
 * Recipients nobody else hears of.
 */
bcc: Array<string>, 
/**
 * The subject.
 */
subject: string, 
/**
 * The text as plain text.
 */
text: string, 
/**
 * The same as HTML, if the person formatted it.
 */
html: string | null, 
/**
 * Attached files and inline images; their contents travel beside the draft, in the same order.
 */
attachments: Array<Attachment>, 
/**
 * The id of the label the person chose.
 */
label: string | null, 
/**
 * The id of the label it had before the person chose one: that of the message answered, or one a person with other
 * rights gave it. Choosing a lower one is lowering.
 */
previousLabel?: string, 
/**
 * The labels of the message answered or forwarded, as opening it gave them. The own organisation's and mapped ones
 * are not fallen below where they were verified; those of other organisations are kept.
 */
answeredLabels?: Array<AnsweredLabel>, 
/**
 * What is known of the protection of the message answered or forwarded; nothing where none is.
 */
answered?: Answered, 
/**
 * Whether that message kept its label inside the encryption; then the answer does too (RFC 9788 section 6.1).
 */
labelHidden?: boolean, 
/**
 * Whether a host that writes the header by itself asks for the body only: one message for everybody in To, of whose header
 * fields nothing but the label is protected.
 */
bodyOnly?: boolean, 
/**
 * The id of the template the person chose, or `none` for explicitly none.
 */
protection: string | null, 
/**
 * `low` or `high` (RFC 2156); `normal` and nothing are the same.
 */
importance?: string, 
/**
 * What the person answered.
 */
answers: Answers, 
/**
 * Message-ID of the message answered, without angle brackets.
 */
inReplyTo: string | null, 
/**
 * Message-IDs of the thread.
 */
references: Array<string>, 
/**
 * The language of texts put into the message.
 */
language: string, 
/**
 * When it is sent: ISO 8601 with offset. Needed for sealing, not for deciding.
 */
date: string, 
/**
 * Its Message-ID, without angle brackets. Needed for sealing, not for deciding.
 */
messageId: string, };
/**
 * A file of a draft.
 */
export type Attachment = { 
/**
 * The file name.
 */
name: string, 
/**
 * The media type.
 */
type: string, 
/**
 * Octets.
 */
size: number, 
/**
 * For an inline image: the id the HTML names as `cid:`.
 */
contentId: string | null, 
/**
 * The labels it had in the message it comes from, as opening that gave them, where a signature vouched for them.
 */
label?: string, };
/**
 * A label of the message answered.
 */
export type AnsweredLabel = { 
/**
 * Its pairs, as in a `msip_labels` field.
 */
text: string, 
/**
 * Whether the sender's signature covers it, and nothing outside contradicts it.
 */
verified: boolean, };
/**
 * The message answered or forwarded, as far as its protection goes.
 */
export type Answered = { 
/**
 * Whether it was encrypted.
 */
protected: boolean, 
/**
 * The addresses it went between: its sender and all its recipients, from its protected fields.
 */
people: Array<string>, 
/**
 * Whether its sender asks not to forward it.
 */
restricted?: boolean, };
/**
 * What the person answered to questions of a decision, each named by its key.
 */
export type Answers = { 
/**
 * Keys of the questions that were accepted.
 */
acknowledged: Array<string>, 
/**
 * Reasons given where a question asks for one.
 */
reasons?: Array<GivenReason>, };
/**
 * Why something may be so.
 */
export type GivenReason = { 
/**
 * The key of the question.
 */
question: string, 
/**
 * The person's words.
 */
text: string, };
/**
 * What was found in an attachment.
 */
export type Inspection = { 
/**
 * What it is, by content and not by name; the name and the media type only tell kinds of text apart.
 */
kind: FileKind, 
/**
 * How much of it could be read.
 */
state: InspectionState, 
/**
 * Why not all of it could be read; the weightiest reason if there are several.
 */
reason: Unread | null, 
/**
 * Its text, at most [`MAX_TEXT`] octets; that of files inside it follows its own.
 */
text: string, 
/**
 * Its document properties, at most [`MAX_PROPERTIES`].
 */
properties: Array<Property>, 
/**
 * Names of the files inside an archive, or attached to a PDF, at most [`MAX_NAMES`].
 */
names: Array<string>, 
/**
 * Whether it, or a file inside it, asks for a password or a key.
 */
encrypted: boolean, 
/**
 * Whether it, or a file inside it, is a program or script by content.
 */
executable: boolean, };
/**
 * How much of a file could be read.
 */
export type InspectionState = "read" | "partly" | "unread";
/**
 * What a file is by its content.
 */
export type FileKind = "text" | "csv" | "html" | "rtf" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "pdf" | "zip" | "archive" | "image" | "executable" | "legacy-office" | "message" | "unknown";
/**
 * Why a file, or some of it, could not be read; the weightiest first.
 */
export type Unread = "encrypted" | "too-large" | "too-many-parts" | "too-deep" | "damaged" | "unsupported";
/**
 * Why a file was left as it is.
 */
export type FileLeft = "unsupported" | "encrypted" | "signed" | "damaged" | "too-large";
/**
 * A document property.
 */
export type Property = { 
/**
 * Its name: one that Office shows (`Title`, `Author`, `Company`, …), or as the document spells it.
 */
name: string, 
/**
 * Its value, at most [`MAX_VALUE`] characters.
 */
value: string, };
/**
 * What a person chooses from.
 */
export type BundleView = { 
/**
 * Who publishes it.
 */
organisation: Organisation, 
/**
 * Higher with every edition.
 */
serial: number, 
/**
 * When it was issued, in UTC.
 */
issued: string | null, 
/**
 * When it expires, in UTC.
 */
expires: string | null, 
/**
 * For how many days after that it still decides.
 */
graceDays: number, 
/**
 * The labels this person has, least sensitive first.
 */
labels: Array<LabelView>, 
/**
 * The templates, weakest first.
 */
templates: Array<TemplateView>, 
/**
 * The label of a new message.
 */
defaultLabel: string | null, 
/**
 * Whether a message without a label is not sent.
 */
labelRequired: boolean, 
/**
 * Whether rules look for words, patterns or sensitive information.
 */
looksIntoText: boolean, 
/**
 * Whether rules look at what stands in attachments, so that they have to be read.
 */
looksIntoAttachments: boolean, 
/**
 * What may be done with mail that arrived.
 */
reading: Reading, 
/**
 * Where the vault's frames may stand.
 */
embedding: Embedding, };
/**
 * Who publishes the bundle.
 */
export type Organisation = { 
/**
 * A UUID of the organisation; the `SiteId` of its labels.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its mail domains: recipients elsewhere are outsiders. Subdomains belong to it.
 */
domains: Array<string>, 
/**
 * Its colour, `#rrggbb`.
 */
accent: string | null, };
/**
 * A label as a user interface needs it.
 */
export type LabelView = { id: string, parent: string | null, name: Text, tooltip: Text, color: string, rank: number, applicable: boolean, protection: string | null, recipients: Audience, 
/**
 * Whether recipients may take its protection off.
 */
removal: boolean, 
/**
 * Whether a reader may load what a message with it points to elsewhere.
 */
remoteContent: boolean, };
/**
 * What may be done with mail that arrived.
 */
export type Reading = { 
/**
 * Whether opened protected mail may be indexed for searching.
 */
search: boolean, 
/**
 * Whether a person may load what a message points to elsewhere.
 */
remoteContent: boolean, 
/**
 * Whether protection may be taken off, by rules or by the person.
 */
removal: boolean, 
/**
 * Whether the sealed original stays beside the message in the clear.
 */
keepOriginal: boolean, };
/**
 * Where the vault's frames may stand.
 */
export type Embedding = { 
/**
 * Origins of pages (RFC 6454), as `https://mail.example.org`.
 */
hosts: Array<string>, 
/**
 * Who answers to Mailvelope's client API where its extension is there too: `zegel`, or `extension`.
 */
clientApi: "zegel" | "extension", };
/**
 * A template as a user interface needs it.
 */
export type TemplateView = { id: string, name: Text, description: Text, recipients: Audience, doNotForward: boolean, label: string | null, };
/**
 * Who may receive something.
 */
export type Audience = "anyone" | "ask" | "insiders";
/**
 * Something that keeps a bundle from being used.
 */
export type Mistake = { 
/**
 * Where: a JSON pointer (RFC 6901).
 */
path: string, 
/**
 * What, as a stable code: `unknown-field`, `missing`, `wrong-type`, `not-allowed`, `duplicate`, `dangling`, …
 */
code: string, 
/**
 * What would be right, in English, for the administrator.
 */
detail: string, };
/**
 * The answer for a draft.
 */
export type Decision = { 
/**
 * The label it gets.
 */
label: DecidedLabel | null, 
/**
 * The protection it gets.
 */
protection: DecidedProtection | null, 
/**
 * A higher label that the bundle recommends, where nobody chose one.
 */
recommended: Recommended | null, 
/**
 * Why, in the order in which the rules spoke.
 */
reasons: Array<Reason>, 
/**
 * What the person should know.
 */
tips: Array<Tip>, 
/**
 * What the person has to answer before it is sent.
 */
questions: Array<Question>, 
/**
 * What keeps it from being sent.
 */
blocks: Array<Block>, 
/**
 * What rules change in the message.
 */
changes: Changes, 
/**
 * What happens to each attached file, in their order.
 */
files: Array<DecidedFile>, 
/**
 * What is handed to the host page for the organisation's records; nothing is sent anywhere by itself.
 */
records: Array<ReportRecord>, };
/**
 * The label decided upon.
 */
export type DecidedLabel = { 
/**
 * The label's id.
 */
id: string, 
/**
 * Where it comes from.
 */
source: Source, };
/**
 * The protection decided upon.
 */
export type DecidedProtection = { 
/**
 * The template's id.
 */
template: string, 
/**
 * Where it comes from.
 */
source: Source, 
/**
 * Whether recipients are asked not to forward: by this template, or by a weaker one whose place it took.
 */
doNotForward: boolean, };
/**
 * What happens to an attached file.
 */
export type DecidedFile = { 
/**
 * The id of the label it has afterwards, as far as that is one of the organisation's.
 */
label: string | null, 
/**
 * How it gets it; off where it has it already, or none.
 */
how: InFiles, };
/**
 * How a label gets into files.
 */
export type InFiles = "off" | "properties" | "visible";
/**
 * Where a label or a protection comes from.
 */
export type Source = "chosen" | "default" | "previous" | "attachment" | "automatic" | "rule" | "template" | "label";
/**
 * What a rule did and on what grounds.
 */
export type Reason = { 
/**
 * The rule's id; `None` where a label or a template itself asks for it.
 */
rule: string | null, 
/**
 * The rule's name.
 */
name: Text | null, 
/**
 * What it did.
 */
effect: Effect, 
/**
 * The label, template, header field or address it named.
 */
value: string | null, 
/**
 * What it found, the first hundred.
 */
because: Array<Because>, };
/**
 * What a rule does to a draft.
 */
export type Effect = "unprotect" | "subject" | "disclaimer" | "header" | "brand" | "tell" | "label" | "protect" | "add" | "warn" | "ask" | "block";
/**
 * A condition that held, and where.
 */
export type Because = { 
/**
 * The condition's name in the bundle.
 */
condition: string, 
/**
 * `from`, `to`, `cc`, `bcc`, `subject`, `body`, `attachments`, `header`, `label`, `importance`, `size` or `message`.
 */
field: string, 
/**
 * Position in the field, where it has positions.
 */
index: number | null, 
/**
 * The value of the bundle that matched, or what matched it; of sensitive information only the end can be read.
 */
matched: string | null, 
/**
 * How often; of sensitive information how many different values.
 */
count: number, 
/**
 * The kind of sensitive information.
 */
data: string | null, };
/**
 * Something the person has to answer.
 */
export type Question = { 
/**
 * What names it in the draft's answers: the same rule with the same findings in the same people and files has the same
 * key, and another finding, person or file asks again.
 */
key: string, 
/**
 * What sort of answer it wants.
 */
kind: QuestionKind, 
/**
 * The rule's id; `None` where the label asks.
 */
rule: string | null, 
/**
 * The rule's name.
 */
name: Text | null, 
/**
 * What to say; `None` where the kind says it.
 */
text: Text | null, 
/**
 * Whom to add, as `to`, `cc` or `bcc` with an address.
 */
add: Array<Added>, 
/**
 * What was found.
 */
because: Array<Because>, };
/**
 * What sort of answer a question wants.
 */
export type QuestionKind = "warn" | "reason" | "lower-label" | "unprotect" | "outsiders" | "answer-in-clear" | "added-outsiders" | "add-recipients";
/**
 * A recipient that a rule wants.
 */
export type Added = { 
/**
 * `to`, `cc` or `bcc`.
 */
field: string, 
/**
 * The address.
 */
address: string, };
/**
 * Something that keeps the draft from being sent.
 */
export type Block = { 
/**
 * `no-recipient`, `address-malformed`, `label-required`, `label-unknown`, `label-not-applicable`,
 * `label-lowering-forbidden`, `template-unknown`, `recipient-outside-label`, `recipient-outside-template`,
 * `too-many-recipients`, `policy-expired`, `answer-in-clear`, `answer-restricted`, `rule`, or an address code.
 */
code: string, 
/**
 * The rule's id, if a rule blocks.
 */
rule: string | null, 
/**
 * What the rule says.
 */
text: Text | null, 
/**
 * The status code the rule gives (RFC 3463).
 */
statusCode: string | null, 
/**
 * The field at fault.
 */
field: string | null, 
/**
 * Position in the field.
 */
index: number | null, };
/**
 * A label worth choosing.
 */
export type Recommended = { 
/**
 * The label's id.
 */
id: string, 
/**
 * What to say.
 */
tip: Text | null, 
/**
 * What was found.
 */
because: Array<Because>, };
/**
 * Something the person should know.
 */
export type Tip = { 
/**
 * The rule's id.
 */
rule: string, 
/**
 * The rule's name.
 */
name: Text, 
/**
 * What to say.
 */
text: Text, 
/**
 * What it found, the first hundred.
 */
because: Array<Because>, };
/**
 * What rules change in a message.
 */
export type Changes = { 
/**
 * What stands before the subject, in order.
 */
subject: Array<Text>, 
/**
 * Texts added.
 */
disclaimers: Array<Disclaimer>, 
/**
 * Header fields set: name and value.
 */
headers: Array<[string, string]>, 
/**
 * The branding template of what recipients see around it.
 */
branding: string | null, };
/**
 * A text that a rule adds.
 */
export type Disclaimer = { 
/**
 * The text.
 */
text: Text, 
/**
 * Whether it stands before the message's text.
 */
before: boolean, };
/**
 * What the organisation's records get to know.
 */
export type ReportRecord = { 
/**
 * The rule's id.
 */
rule: string, 
/**
 * Whether the rule only records.
 */
audit: boolean, 
/**
 * `DoNotAudit`, `Low`, `Medium` or `High`.
 */
severity: string | null, 
/**
 * Who wants a report.
 */
report: string | null, 
/**
 * What the report should hold.
 */
content: Array<string>, 
/**
 * What was found, the first hundred.
 */
because: Array<Because>, };
/**
 * A decision, and how each rule came out.
 */
export type Explanation = { 
/**
 * The same that deciding gives.
 */
decision: Decision, 
/**
 * Every rule in order.
 */
rules: Array<RuleTrace>, };
/**
 * How one rule came out.
 */
export type RuleTrace = { 
/**
 * The rule's id.
 */
id: string, 
/**
 * The rule's name.
 */
name: Text, 
/**
 * How it came out.
 */
outcome: Outcome, 
/**
 * Every condition.
 */
conditions: Array<ConditionTrace>, 
/**
 * Every exception.
 */
exceptions: Array<ConditionTrace>, };
/**
 * How a rule came out.
 */
export type Outcome = "acted" | "audited" | "not-matched" | "excepted" | "stopped" | "disabled" | "not-yet" | "expired" | "receiving";
/**
 * Whether one condition holds.
 */
export type ConditionTrace = { 
/**
 * Its name in the bundle.
 */
condition: string, 
/**
 * Whether it holds.
 */
held: boolean, 
/**
 * Where.
 */
because: Array<Because>, };
/**
 * The answer for a message that arrived.
 */
export type Receipt = { 
/**
 * Who may take the protection off.
 */
removal: Removal, 
/**
 * Why: `rule`; `allowed`; of what is forbidden `removal-off`, `policy-expired`, `do-not-forward`, `keep-protected`,
 * `expired`, `label`; and where the person may but rules were not looked at, `other-organisation`, `not-inspected`.
 */
why: string, 
/**
 * The rule that takes it off.
 */
rule: string | null, 
/**
 * The rule's name; of a label that forbids it, the label's.
 */
name: Text | null, 
/**
 * What the rule found.
 */
because: Array<Because>, 
/**
 * Whether the sealed original stays.
 */
keepOriginal: boolean, 
/**
 * What is handed to the host page for the organisation's records.
 */
records: Array<ReportRecord>, };
/**
 * Who may take the protection off a message.
 */
export type Removal = "rule" | "person" | "forbidden";
/**
 * A certificate as a user interface needs it.
 */
export type CertificateView = { 
/**
 * In hexadecimal capitals.
 */
fingerprint: string, 
/**
 * 4 or 6.
 */
version: number, 
/**
 * User IDs with a valid self-signature.
 */
userIds: Array<string>, 
/**
 * When it was made, ISO 8601.
 */
created: string, 
/**
 * When it expires.
 */
expires: string | null, 
/**
 * The algorithm of the primary key.
 */
algorithm: string, 
/**
 * Whether mail to the address asked for can be encrypted to it now.
 */
usable: boolean, 
/**
 * Why not.
 */
reason: Refusal | null, 
/**
 * Whether it asks for `SEIPDv2` (AEAD).
 */
seipdV2: boolean, 
/**
 * Whether it has a subkey that withstands quantum computers (RFC 9980).
 */
postQuantum: boolean, };
/**
 * The certificate to use for an address, and what to say of it.
 */
export type Standing = { 
/**
 * How it stands.
 */
state: StandingState, 
/**
 * Why it cannot be used, where it cannot.
 */
reason: Refusal | null, 
/**
 * Who vouches for it.
 */
vouched: Vouched | null, 
/**
 * Where it was found.
 */
sources: Array<KeySource>, 
/**
 * The certificate, where there is one.
 */
certificate: CertificateView | null, 
/**
 * Which of the files handed over holds it.
 */
file: number | null, 
/**
 * The fingerprint used before, where this is another.
 */
previous: string | null, 
/**
 * Whether the person had compared that one.
 */
previousVerified: boolean, 
/**
 * How many other certificates claim the address.
 */
others: number, };
/**
 * How it stands with an address, in the words of the user interface.
 */
export type StandingState = "verified" | "known" | "new" | "changed" | "expired" | "revoked" | "unusable" | "none";
/**
 * Who vouches for a certificate.
 */
export type Vouched = "person" | "organisation" | "previous-key";
/**
 * Where a certificate was found. Of two sources the later one in this order says more.
 */
export type KeySource = "gossip" | "attached" | "autocrypt" | "keyserver" | "wkd" | "directory" | "keyring" | "imported";
/**
 * An own key as a user interface needs it.
 */
export type OwnKeyHead = { 
/**
 * In hexadecimal capitals.
 */
fingerprint: string, 
/**
 * The address of its first user ID.
 */
address: string, 
/**
 * The addresses of all its user IDs.
 */
addresses: Array<string>, 
/**
 * The name of its first user ID.
 */
name: string, 
/**
 * When it was made, ISO 8601.
 */
created: string, 
/**
 * When it expires.
 */
expires: string | null, 
/**
 * Whether it has a subkey that withstands quantum computers (RFC 9980): then the larger program is needed.
 */
postQuantum: boolean, };
/**
 * Why a certificate or key is not used. Of several reasons the last in this order says most.
 */
export type Refusal = "wrong-address" | "bad-binding" | "no-usable-subkey" | "unsupported" | "weak-algorithm" | "expired" | "not-yet-valid" | "revoked";
/**
 * An error of the library. Serialised as `{ code, detail }` with kebab-case codes.
 */
export type Error = { "code": "address-malformed", "detail": { 
/**
 * `from`, `to`, `cc` or `bcc`.
 */
field: string, 
/**
 * Position in the field.
 */
index: number, 
/**
 * What is wrong with it.
 */
reason: AddressError, } } | { "code": "draft-malformed", "detail": { 
/**
 * The field, or `form` where it is not known.
 */
field: string, } } | { "code": "no-recipient", "detail": Record<symbol, never> } | { "code": "recipient-without-certificate", "detail": { 
/**
 * The recipient's addr-spec.
 */
address: string, } } | { "code": "recipient-certificate-unusable", "detail": { 
/**
 * The recipient's addr-spec.
 */
address: string, 
/**
 * Why the best of them was refused.
 */
reason: Refusal, } } | { "code": "no-own-key", "detail": { 
/**
 * The sender's addr-spec.
 */
address: string, } } | { "code": "own-key-unusable", "detail": { 
/**
 * Why.
 */
reason: Refusal, } } | { "code": "passphrase-wrong", "detail": Record<symbol, never> } | { "code": "key-malformed", "detail": Record<symbol, never> } | { "code": "key-without-primary", "detail": Record<symbol, never> } | { "code": "backup-malformed", "detail": Record<symbol, never> } | { "code": "recovery-code-wrong", "detail": Record<symbol, never> } | { "code": "unsupported", "detail": { 
/**
 * `argon2`, `post-quantum`
 */
what: string, } } | { "code": "certificate-malformed", "detail": Record<symbol, never> } | { "code": "bundle-invalid", "detail": { 
/**
 * How many.
 */
mistakes: number, } } | { "code": "blocked", "detail": Record<symbol, never> } | { "code": "question-open", "detail": Record<symbol, never> } | { "code": "attachment-unreadable", "detail": { 
/**
 * Position in the draft.
 */
index: number, } } | { "code": "message-malformed", "detail": Record<symbol, never> } | { "code": "message-damaged", "detail": Record<symbol, never> } | { "code": "message-unsupported", "detail": { 
/**
 * `aead`, `argon2`, `cipher`, `compression`, `container`, `hash`, `passphrase` (it is for keys only), `s2k`, `seipd`,
 * `size`, `skesk`
 */
what: string, } } | { "code": "message-too-large", "detail": { 
/**
 * The limit in octets.
 */
limit: number, } } | { "code": "removal-refused", "detail": { 
/**
 * `not-encrypted`, `not-opened`, `beside`, `doubtful`, `draft`, `do-not-forward`, `keep-protected`, `past`
 */
reason: string, } } | { "code": "internal", "detail": { 
/**
 * A name within the source.
 */
place: string, } };
/**
 * Why a text is not an address. The position and the text are known to whoever asked.
 */
export type AddressError = "address-malformed" | "address-domain-missing" | "address-domain-not-ascii" | "address-local-not-ascii" | "address-too-long";
/**
 * One message with its envelope.
 */
export type OutgoingHead = { 
/**
 * Envelope sender.
 */
mailFrom: string, 
/**
 * Envelope recipients; empty for a copy that is only kept.
 */
rcptTo: Array<string>, 
/**
 * Whether this is the copy for the sender's own mailbox. Exactly one is.
 */
kept: boolean, };
/**
 * A reason that a person gave for something the organisation wants to know the reason of.
 */
export type RecordedReason = { 
/**
 * The rule that asked; `None` where the label was lowered.
 */
rule: string | null, 
/**
 * The person's words.
 */
text: string, 
/**
 * The label that was lowered.
 */
from: string | null, 
/**
 * The label in its place.
 */
to: string | null, };
/**
 * Everything that leaves the browser for one draft.
 */
export type OutgoingPostings = { 
/**
 * The messages.
 */
messages: OutgoingMessage[], 
/**
 * Whether they are sealed.
 */
protected: boolean, 
/**
 * Id of the label they carry.
 */
label: string | null, 
/**
 * Id of the template that protects them.
 */
template: string | null, 
/**
 * Reasons the person gave, for the organisation's records; they stand in the message too, signed.
 */
reasons: Array<RecordedReason>, };
/**
 * A part of the work, for a progress bar.
 */
export type Stage = "writing" | "sealing" | "opening" | "parsing";
/**
 * An opened message, or the state that kept it closed.
 */
export type Opened = { 
/**
 * What arrived.
 */
structure: Structure, 
/**
 * How the outermost protection came; nothing where there is none.
 */
shape: Shape | null, 
/**
 * The one cryptographic status of all that is shown.
 */
status: Status, 
/**
 * Another system's protection, which is not opened here.
 */
foreign: Foreign | null, 
/**
 * The encryption.
 */
encryption: EncryptionView, 
/**
 * The signature.
 */
signature: SignatureView, 
/**
 * The header fields, each with its protection.
 */
headers: Headers, 
/**
 * The outer From address where it differs from the one inside and no valid signature vouches for that one.
 */
fromMismatch: string | null, 
/**
 * The label in force: the own organisation's if it is there, else the first.
 */
label: OpenedLabel | null, 
/**
 * All labels: each organisation has its own.
 */
labels: Array<OpenedLabel>, 
/**
 * Markings of other systems.
 */
markings: Array<OpenedMarking>, 
/**
 * How many lines at the beginning and at the end of the text are a label's, so that an answer quotes it without.
 */
labelLines: [number, number], 
/**
 * What the sender asks.
 */
restrictions: Restrictions, 
/**
 * Plain text.
 */
text: string | null, 
/**
 * HTML, not yet sanitised.
 */
html: string | null, 
/**
 * Files and inline images; the edge adds their bytes.
 */
parts: Part[], 
/**
 * Messages inside that do not stand under the status; the edge adds their bytes, which are to be opened by themselves.
 */
within: Within[], 
/**
 * Certificates that the message's header fields brought: the sender's, and those of others addressed. The edge adds
 * their bytes. Nothing but a hint: anybody could have put them there.
 */
keys: BroughtKey[], 
/**
 * What an answer to a letter says for itself, from inside the encryption: see [`lean::answer_proof`].
 */
answerProof: string | null, 
/**
 * What a message without encryption says of protection that was taken off it: a claim.
 */
removed: Removed | null, 
/**
 * Of a draft of one's own everything the user interface kept of it; then the parts are its files, in its order.
 */
draft: string | null, };
/**
 * A header field and how it was protected.
 */
export type Field = { 
/**
 * The decoded value.
 */
value: string, 
/**
 * The display name, if it is an address.
 */
name: string | null, 
/**
 * The addr-spec, if it is an address.
 */
address: string | null, 
/**
 * Its protection.
 */
protection: FieldState, };
/**
 * The fields a reader shows or answers with.
 */
export type Headers = { from: Field, to: Array<Field>, cc: Array<Field>, replyTo: Array<Field>, 
/**
 * How many addresses of those fields, beyond the first two thousand of each, are left out.
 */
leftOut: number, subject: Field, date: Field, messageId: string | null, inReplyTo: string | null, references: Array<string>, 
/**
 * Whether those three stand under the encryption or the signature.
 */
threadProtected: boolean, };
/**
 * A label of an opened message.
 */
export type OpenedLabel = { 
/**
 * Its GUID.
 */
id: string, 
/**
 * The name it had when it was set.
 */
name: string | null, 
/**
 * How far it can be relied on.
 */
state: LabelState, 
/**
 * UUID of the organisation that set it.
 */
organisation: string | null, 
/**
 * When it was set, in UTC.
 */
set: string | null, 
/**
 * Whether the header contradicts itself about it; then the last word counts.
 */
contradicts: boolean, 
/**
 * Whether it stood only inside the encryption.
 */
hidden: boolean, 
/**
 * Its pairs, to hand on with an answer.
 */
text: string, };
/**
 * A marking of another system: words, not one of the labels.
 */
export type OpenedMarking = { 
/**
 * The header field it stands in.
 */
field: string, 
/**
 * Its words.
 */
text: string, 
/**
 * `#rrggbb`, where it says one.
 */
color: string | null, 
/**
 * How far it can be relied on.
 */
state: LabelState, };
/**
 * How far a label can be relied on.
 */
export type LabelState = "verified" | "claimed" | "disagree";
/**
 * What the sender asks of recipients.
 */
export type Restrictions = { doNotForward: boolean, 
/**
 * Whether the sender's organisation forbids taking its protection off.
 */
keepProtected: boolean, template: string | null, 
/**
 * When readers are asked not to show it any more, ISO 8601 in UTC.
 */
expires: string | null, };
/**
 * A file or inline image, without its bytes.
 */
export type PartHead = { name: string, type: string, size: number, contentId: string | null, inline: boolean, 
/**
 * The labels that the message states for it.
 */
labels: Array<OpenedLabel>, };
/**
 * A message inside another, without its bytes.
 */
export type WithinHead = { 
/**
 * What it is.
 */
kind: WithinKind, 
/**
 * The name of its file; empty for what stands in the text or has none.
 */
name: string, };
/**
 * What a message inside another is.
 */
export type WithinKind = "encrypted" | "signed" | "message";
/**
 * A certificate that a message brought, without its bytes.
 */
export type BroughtKeyHead = { 
/**
 * For whom.
 */
address: string, 
/**
 * `autocrypt`, or `gossip` for those of others.
 */
source: KeySource, 
/**
 * Whether its owner prefers encrypted answers.
 */
mutual: boolean, };
/**
 * What kind of message arrived.
 */
export type Structure = "plain" | "signed" | "encrypted";
/**
 * How the outermost layer of a protected message was put into the mail.
 */
export type Shape = "pgp-mime" | "mixed-up" | "inline" | "attached" | "letter";
/**
 * Another system's protection.
 */
export type Foreign = "smime-encrypted" | "smime-signed";
/**
 * The one cryptographic status of a message.
 */
export type Status = { 
/**
 * The status.
 */
summary: Summary, 
/**
 * The verified author's address, nothing where there is none.
 */
signer: string | null, 
/**
 * The certificate of the key that signed, in hexadecimal capitals; only with a signer.
 */
fingerprint: string | null, 
/**
 * Of a doubtful message, why.
 */
doubt: Doubt | null, };
/**
 * What is said of a message as a whole.
 */
export type Summary = "sealed" | "encrypted" | "signed" | "plain" | "doubtful" | "closed";
/**
 * What is false in a doubtful message.
 */
export type Doubt = "wrong-sender" | "not-intended-for-you" | "invalid-signature" | "from-mismatch";
/**
 * How a field of an opened message was protected on its way (RFC 9788 section 4.3).
 */
export type FieldState = "unprotected" | "signed" | "encrypted" | "signed-and-encrypted";
/**
 * What a message says of protection that it once had.
 */
export type Removed = { 
/**
 * When it was taken off, in UTC.
 */
at: string, 
/**
 * The rule that did it; nothing where the person did.
 */
rule: string | null, 
/**
 * What the signature was worth then: a signature state.
 */
signature: string, 
/**
 * The signer's certificate, in hexadecimal capitals.
 */
fingerprint: string | null, 
/**
 * The address of the signer's certificate.
 */
signer: string | null, 
/**
 * When it was signed, in UTC.
 */
signedAt: string | null, 
/**
 * The container of the encryption.
 */
container: string | null, 
/**
 * SHA-256 of the sealed message, in hexadecimal.
 */
sha256: string, };
/**
 * A message without its encryption.
 */
export type ReleasedHead = { 
/**
 * What it says of the protection it had.
 */
removed: Removed, };
/**
 * What became of the encryption.
 */
export type EncryptionState = "none" | "encrypted" | "not-for-you" | "damaged" | "unsupported";
/**
 * The container of encrypted data.
 */
export type Container = "SEIPDv1" | "SEIPDv2" | "GnuPG-OCB";
/**
 * The encryption as a user interface needs it.
 */
export type EncryptionView = { 
/**
 * What became of it.
 */
state: EncryptionState, 
/**
 * The container.
 */
container: Container | null, 
/**
 * The cipher, where the container names it.
 */
cipher: string | null, };
/**
 * What became of the signature.
 */
export type SignatureState = "none" | "valid" | "invalid" | "unknown-key" | "wrong-sender" | "not-intended-for-you";
/**
 * The signature as a user interface needs it.
 */
export type SignatureView = { 
/**
 * What became of it.
 */
state: SignatureState, 
/**
 * The signer's certificate, in hexadecimal capitals.
 */
fingerprint: string | null, 
/**
 * The key that signed, as the signature names it.
 */
keyId: string | null, 
/**
 * When, ISO 8601.
 */
signedAt: string | null, 
/**
 * The address of the signer's certificate.
 */
signerAddress: string | null, };
