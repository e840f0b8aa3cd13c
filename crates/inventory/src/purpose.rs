//! Why data is used, and what follows from the legal basis.

/// One reason for which personal data is used (GDPR art. 5(1)(b), 13(1)(c)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// `room.name`, for example `inquiries.answer`. The words are `purpose-<id with dashes>`,
    /// and for a legitimate interest also `purpose-<id with dashes>-interest`.
    pub id: &'static str,
    /// The legal basis. It cannot change once something was collected under it.
    pub basis: Basis,
    /// The DPV purpose concept, for example `dpv:CommunicationManagement`.
    pub dpv: &'static str,
    /// Whose data it concerns.
    pub audience: Audience,
}

/// Whose data a purpose concerns. Both are in the record of processing; the public policy
/// speaks to visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// People who visit the site or write through it.
    Visitors,
    /// The people who work with it.
    Team,
}

/// The legal basis of a purpose (GDPR art. 6(1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Art. 6(1)(a).
    Consent,
    /// Art. 6(1)(b).
    Contract,
    /// Art. 6(1)(c); names the law, for example `GDPR art. 15`.
    LegalObligation(&'static str),
    /// Art. 6(1)(e); names the task's law.
    PublicTask(&'static str),
    /// Art. 6(1)(f).
    LegitimateInterest,
}

/// What a person may ask for (GDPR art. 15–22, 7(3), 77).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Art. 15.
    Access,
    /// Art. 16.
    Rectification,
    /// Art. 17.
    Erasure,
    /// Art. 18.
    Restriction,
    /// Art. 20.
    Portability,
    /// Art. 21.
    Objection,
    /// Art. 7(3).
    Withdrawal,
    /// Art. 77.
    Complaint,
}

impl Basis {
    /// The rights a person has under this basis. They follow from the law and are never
    /// declared by hand.
    pub const fn rights(self) -> &'static [Right] {
        use Right::{
            Access, Complaint, Erasure, Objection, Portability, Rectification, Restriction,
            Withdrawal,
        };
        match self {
            Basis::Consent => {
                &[Access, Rectification, Erasure, Restriction, Portability, Withdrawal, Complaint]
            }
            Basis::Contract => {
                &[Access, Rectification, Erasure, Restriction, Portability, Complaint]
            }
            Basis::LegalObligation(_) => &[Access, Rectification, Restriction, Complaint],
            Basis::PublicTask(_) => &[Access, Rectification, Restriction, Objection, Complaint],
            Basis::LegitimateInterest => {
                &[Access, Rectification, Erasure, Restriction, Objection, Complaint]
            }
        }
    }

    /// The key of the words for this basis: `basis-<key>`.
    pub const fn key(self) -> &'static str {
        match self {
            Basis::Consent => "consent",
            Basis::Contract => "contract",
            Basis::LegalObligation(_) => "legal-obligation",
            Basis::PublicTask(_) => "public-task",
            Basis::LegitimateInterest => "legitimate-interest",
        }
    }

    /// The article of the GDPR.
    pub const fn article(self) -> &'static str {
        match self {
            Basis::Consent => "6(1)(a)",
            Basis::Contract => "6(1)(b)",
            Basis::LegalObligation(_) => "6(1)(c)",
            Basis::PublicTask(_) => "6(1)(e)",
            Basis::LegitimateInterest => "6(1)(f)",
        }
    }

    /// The law that a duty or a public task rests on, where there is one.
    pub const fn law(self) -> Option<&'static str> {
        match self {
            Basis::LegalObligation(law) | Basis::PublicTask(law) => Some(law),
            _ => None,
        }
    }

    /// The DPV concept.
    pub const fn dpv(self) -> &'static str {
        match self {
            Basis::Consent => "eu-gdpr:A6-1-a",
            Basis::Contract => "eu-gdpr:A6-1-b",
            Basis::LegalObligation(_) => "eu-gdpr:A6-1-c",
            Basis::PublicTask(_) => "eu-gdpr:A6-1-e",
            Basis::LegitimateInterest => "eu-gdpr:A6-1-f",
        }
    }
}

impl Right {
    /// The key of the words for this right: `right-<key>`.
    pub const fn key(self) -> &'static str {
        match self {
            Right::Access => "access",
            Right::Rectification => "rectification",
            Right::Erasure => "erasure",
            Right::Restriction => "restriction",
            Right::Portability => "portability",
            Right::Objection => "objection",
            Right::Withdrawal => "withdrawal",
            Right::Complaint => "complaint",
        }
    }

    /// The DPV concept.
    pub const fn dpv(self) -> &'static str {
        match self {
            Right::Access => "eu-gdpr:A15",
            Right::Rectification => "eu-gdpr:A16",
            Right::Erasure => "eu-gdpr:A17",
            Right::Restriction => "eu-gdpr:A18",
            Right::Portability => "eu-gdpr:A20",
            Right::Objection => "eu-gdpr:A21",
            Right::Withdrawal => "eu-gdpr:A7-3",
            Right::Complaint => "eu-gdpr:A77",
        }
    }
}
