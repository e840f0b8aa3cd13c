//! JSON in the one form that is hashed.

use serde_json::Value;

/// Removes these keys wherever they stand.
pub(crate) fn strip(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Object(map) => {
            for key in keys {
                map.remove(*key);
            }
            for (_, each) in map.iter_mut() {
                strip(each, keys);
            }
        }
        Value::Array(list) => {
            for each in list {
                strip(each, keys);
            }
        }
        _ => {}
    }
}

/// JSON with sorted keys and no white space, whatever order the map keeps.
pub(crate) fn write(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let fields: Vec<String> = keys
                .into_iter()
                .filter_map(|key| {
                    let each = map.get(key)?;
                    Some(format!("{}:{}", Value::from(key.as_str()), write(each)))
                })
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(list) => {
            format!("[{}]", list.iter().map(write).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
