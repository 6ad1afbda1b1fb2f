//! The doctor, asked for a diagnosis.

use protocol::doctor::Diagnosis;

use crate::api;
use crate::model::trouble::Trouble;

/// Asks for a diagnosis of what was typed.
pub(crate) async fn diagnose(typed: &str) -> Result<Diagnosis, Trouble> {
    let url = String::from(js_sys::encode_uri_component(typed));
    api::get(&format!("/doctor?url={url}")).await
}
