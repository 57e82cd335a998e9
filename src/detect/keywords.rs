//! The words that say what a number is: English, Dutch, and the languages of the country.

/// What a keyword, or a date, speaks of.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Topic {
    Date,
    Expiry,
    Card,
    Bsn,
    Ssn,
    Itin,
    Nino,
    Nhs,
    SteuerId,
    Nir,
    Belgian,
    Fiscal,
    Dni,
    Pesel,
    Aba,
    Passport,
    NlPassport,
    DePassport,
    Phone,
    Vat,
    VatAt,
    VatBe,
    VatBg,
    VatCz,
    VatDk,
    VatEe,
    VatEl,
    VatEs,
    VatFi,
    VatFr,
    VatHr,
    VatHu,
    VatIe,
    VatIt,
    VatLt,
    VatLv,
    VatMt,
    VatPl,
    VatPt,
    VatRo,
    VatSe,
    VatSi,
}

pub(super) const TOPICS: usize = Topic::VatSi as usize + 1;

impl Topic {
    /// Words and phrases, parted by `|`. Case and what parts the words of a phrase do not count.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Date | Self::Expiry => "",
            Self::Card => {
                "card|cards|card number|credit card|creditcard|credit cards|debit card|cc|cvc|cvc2|cvv|cvv2|cid|visa|\
                 mastercard|maestro|amex|american express|discover|diners|jcb|unionpay|rupay|expiry|expires|exp|\
                 valid thru|cardholder|kaart|kaartnummer|creditkaart|creditcardnummer|pas|pasnummer|betaalpas|\
                 vervaldatum|geldig tot|kreditkarte|kreditkartennummer|karte|kartennummer|gültig bis|carte|\
                 carte bancaire|carte de crédit|numéro de carte|carta|carta di credito|tarjeta|tarjeta de crédito|\
                 cartão|karta|verification code|security code"
            }
            Self::Bsn => {
                "bsn|bsn nummer|bsnnummer|burgerservicenummer|burger service nummer|burgerservice nummer|sofinummer|\
                 sofi nummer|sofi|persoonsnummer|citizen service number|citizen service no|citizens service number|\
                 citizen's service number|personal number|social fiscal number"
            }
            Self::Ssn => {
                "ssn|ssns|ss|ssid|social security|social security number|social security no|soc sec|socialsecurity|\
                 ssn nummer|sofinummer vs"
            }
            Self::Itin => {
                "itin|itins|taxpayer|tax id|tax identification|tin|individual taxpayer|irs|w 7|belastingnummer"
            }
            Self::Nino => {
                "nino|ni number|ni no|ni|national insurance|national insurance number|nationalinsurance|insurance no|\
                 social security number|verzekeringsnummer"
            }
            Self::Nhs => {
                "nhs|nhs number|nhs no|national health service|health service number|patient number|patiëntnummer"
            }
            Self::SteuerId => {
                "steuer id|steuerid|steuer idnr|idnr|id nr|steueridentifikationsnummer|steuer identifikationsnummer|\
                 identifikationsnummer|steuerliche identifikationsnummer|steuernummer|tax id|tax identification number|\
                 tax number|tin|tin nummer|belastingnummer|fiscaal nummer"
            }
            Self::Nir => {
                "nir|insee|numéro insee|sécurité sociale|securite sociale|sécu|secu|numéro de sécurité sociale|\
                 no sécurité sociale|carte vitale|social security|insee number|socialezekerheidsnummer|assuré"
            }
            Self::Belgian => {
                "rijksregisternummer|rijksregister|insz|inss|bis nummer|bisnummer|registre national|niss|\
                 numéro national|numéro de registre national|nrn|nationalregister|nationalregisternummer|\
                 national number|national register number|identification number|identificatienummer|nationaal nummer"
            }
            Self::Fiscal => "codice fiscale|cod fiscale|cf|tax code|fiscal code|fiscale code",
            Self::Dni => {
                "dni|d n i|nie|n i e|nif|n i f|documento nacional de identidad|documento de identidad|\
                 número de identidad|extranjero|extranjeros|national identity|identity number|identity card|\
                 identiteitsnummer|identiteitskaart|identiteitsbewijs"
            }
            Self::Pesel => "pesel|pesel number|numer pesel|nr pesel|identity number|national id|identificatienummer",
            Self::Aba => {
                "aba|aba number|routing|routing number|routing no|rtn|american bank association|bank routing|\
                 transit number|fedwire|wire transfer|ach"
            }
            Self::Passport => "passport|passports|passport number|passport no|passportnumber|paspoort|paspoortnummer",
            Self::NlPassport => "reisdocument|documentnummer|document number|travel document|identiteitskaart|id kaart",
            Self::DePassport => "reisepass|reisepassnummer|pass nr|passnummer|ausweis|personalausweis|ausweisnummer",
            Self::Phone => {
                "phone|phone number|telephone|tel|mobile|cell|cellphone|fax|call|telefoon|telefoonnummer|mobiel|gsm|\
                 bel|bellen|telefon|telefonnummer|handy|mobil|mobiltelefon|téléphone|portable|teléfono|móvil|\
                 telefono|cellulare|telefone|telemóvel|komórka|whatsapp|signal"
            }
            Self::Vat => {
                "vat|vat number|vat no|vat id|vatin|value added tax|btw|btw nummer|btw nr|btw id|btwnummer|\
                 btw identificatienummer|omzetbelastingnummer|omzetbelasting"
            }
            Self::VatAt => {
                "ust|ust id|ust idnr|ustid|ustidnr|uid|uid nummer|mwst|umsatzsteuer|umsatzsteuernummer|\
                 umsatzsteuer identifikationsnummer|umsatzsteueridentifikationsnummer"
            }
            Self::VatBe => "ondernemingsnummer|kbo|bce|numéro d'entreprise|unternehmensnummer",
            Self::VatBg => "ддс|идентификационен номер|булстат|еик|dds|bulstat",
            Self::VatCz => "dič|dic|dph|ič dph|ič dph|daňové identifikační číslo",
            Self::VatDk => "cvr|cvr nr|momsnr|moms|se nr",
            Self::VatEe => "kmkr|käibemaks|käibemaksukohustuslane",
            Self::VatEl => "αφμ|α φ μ|φπα|afm|fpa|αριθμός φορολογικού μητρώου",
            Self::VatEs => "nif|cif|iva|nif iva|número de iva",
            Self::VatFi => "alv|alv nro|alv numero|y tunnus|mervärdesskatt|momsnummer",
            Self::VatFr => "tva|n tva|no tva|numéro de tva|tva intracommunautaire|siren",
            Self::VatHr => "oib|pdv|pdv id|pdv broj",
            Self::VatHu => "adószám|áfa|közösségi adószám|afa|adoszam",
            Self::VatIe => "cbl|uimhir cbl",
            Self::VatIt => "partita iva|p iva|piva|iva|part iva",
            Self::VatLt => "pvm|pvm mokėtojo kodas|pvm kodas",
            Self::VatLv => "pvn|pvn reģistrācijas numurs|pvn numurs",
            Self::VatMt => "taxxa fuq il valur miżjud|numru tal vat",
            Self::VatPl => "nip|ptu|numer nip|nr nip",
            Self::VatPt => "nif|nipc|iva|contribuinte|número de contribuinte",
            Self::VatRo => "cui|cif|cod fiscal|tva|cod de identificare fiscală",
            Self::VatSe => "moms|momsnr|momsnummer|momsregistreringsnummer|organisationsnummer|vat nummer",
            Self::VatSi => "ddv|id za ddv|davčna številka|davčna",
        }
    }
}
