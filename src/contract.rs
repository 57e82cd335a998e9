//! Writes the TypeScript types of everything that crosses the boundary to `www/generated/contract.d.ts`.
//!
//! The file is checked in: a changed contract is a visible difference, and `tsc` checks every use of it.

use ts_rs::{Config, TS};

fn declaration<T: TS>(config: &Config) -> String {
    let docs = T::docs().map(|docs| docs.trim_end().to_owned() + "\n").unwrap_or_default();
    format!("{docs}export {}\n", T::decl(config))
}

macro_rules! declarations {
    ($config:expr; $($type:ty),+ $(,)?) => { [$(declaration::<$type>($config)),+].concat() };
}

fn contract() -> String {
    let config = Config::default();
    let types = declarations!(&config;
        crate::bundle::Text,
        crate::compose::DraftInput, crate::compose::AttachmentInput, crate::compose::AnsweredLabel, crate::compose::Answered, crate::compose::Answers, crate::compose::GivenReason,
        crate::contents::Inspection, crate::contents::InspectionState, crate::contents::FileKind,
        crate::contents::Unread, crate::files::Left, crate::contents::Property,
        crate::bundle::BundleView, crate::bundle::Organisation, crate::bundle::LabelView, crate::bundle::Reading, crate::bundle::Embedding,
        crate::bundle::TemplateView, crate::bundle::Audience, crate::bundle::Mistake,
        crate::decide::Decision, crate::decide::DecidedLabel, crate::decide::DecidedProtection, crate::decide::DecidedFile, crate::bundle::InFiles,
        crate::decide::Source, crate::decide::Reason, crate::decide::Effect, crate::decide::Because,
        crate::decide::Question, crate::decide::QuestionKind, crate::decide::Added, crate::decide::Block,
        crate::decide::Recommended, crate::decide::Tip, crate::decide::Changes, crate::decide::Disclaimer,
        crate::decide::Record, crate::decide::Explanation, crate::decide::RuleTrace, crate::decide::Outcome,
        crate::decide::ConditionTrace, crate::decide::Receipt, crate::decide::Removal,
        crate::seal::CertificateView, crate::seal::Standing, crate::seal::StandingState, crate::seal::Vouched, crate::seal::Source, crate::seal::OwnKeyView, crate::error::Refusal, crate::error::Error,
        crate::address::AddressError,
        crate::protect::Posting, crate::protect::RecordedReason, crate::protect::Postings, crate::protect::Stage,
        crate::open::Opened, crate::open::Field, crate::open::Headers, crate::label::OpenedLabel, crate::label::OpenedMarking,
        crate::label::LabelState, crate::open::Restrictions, crate::open::PartView, crate::open::WithinView, crate::wire::WithinKind, crate::open::BroughtKey,
        crate::wire::Structure, crate::wire::Shape, crate::wire::Foreign, crate::open::Status, crate::open::Summary, crate::open::Doubt, crate::mime::FieldState,
        crate::open::Removed, crate::open::Released,
        crate::seal::EncryptionState, crate::seal::Container, crate::seal::EncryptionView,
        crate::seal::SignatureState, crate::seal::SignatureView,
    );
    format!("// Written from the Rust types by `cargo test contract`; do not edit.\n\n{HAND_MADE}{types}")
}

/// What the edge builds itself.
const HAND_MADE: &str = "\
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
";

#[test]
fn the_contract_is_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/generated/contract.d.ts");
    let contract = contract();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &contract).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == contract,
        "{path} is out of date: run `UPDATE=1 cargo test contract` and look at the difference"
    );
}
