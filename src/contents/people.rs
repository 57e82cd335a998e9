//! The people a condition speaks of.

use crate::address::Address;
use crate::bundle::Who;
use crate::compose::{Draft, RecipientField};

/// Field, position in it, and address of each.
pub fn of(who: Who, draft: &Draft) -> Vec<(&'static str, Option<usize>, &Address)> {
    if who == Who::Sender {
        return draft.from().map(|from| ("from", None, from)).into_iter().collect();
    }
    let meant = |field: RecipientField| match who {
        Who::To => field == RecipientField::To,
        Who::Cc => field == RecipientField::Cc,
        Who::ToCc => field != RecipientField::Bcc,
        Who::Sender | Who::Recipient => true,
    };
    let recipients = draft.recipients().iter().filter(|recipient| meant(recipient.field));
    recipients.map(|recipient| (recipient.field.name(), Some(recipient.index), &recipient.address)).collect()
}
