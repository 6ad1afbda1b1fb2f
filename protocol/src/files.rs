//! The reply of `GET /files/...` where the address is a folder.

use serde::{Deserialize, Serialize};

/// What a shared folder holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listing {
    /// The address of the folder, as it was asked for; it ends with `/`.
    pub path: String,
    /// Folders first, each kind by name.
    pub entries: Vec<File>,
    /// How many more there are than a listing shows.
    pub left_out: u64,
}

/// A file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its address, relative to that of the listing.
    pub href: String,
    /// Its size in bytes; `null` for a folder.
    pub bytes: Option<u64>,
}
