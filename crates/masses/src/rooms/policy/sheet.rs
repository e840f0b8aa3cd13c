//! A table as a CSV file (RFC 4180) that a spreadsheet opens without running anything in it.

/// First characters after which a spreadsheet reads a cell as a formula (S6), with the
/// full-width ones that some take for the same.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// The file. The mark at its beginning tells spreadsheets that it is UTF-8.
pub(super) fn csv(headers: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(headers.iter().map(|cell| neutral(cell)))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| neutral(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// The cell as text, whatever it begins with.
fn neutral(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[&[&str]]) -> String {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows: Vec<_> = rows.iter().map(row).collect();
        String::from_utf8(csv(&["a".to_owned(), "b".to_owned()], &rows).unwrap()).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        assert_eq!(written(&[&["x", "a, \"b\"\nc"]]), "\u{feff}a,b\r\nx,\"a, \"\"b\"\"\nc\"\r\n");
    }

    /// S6: no cell is a formula.
    #[test]
    fn no_cell_is_a_formula() {
        for bad in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "=HYPERLINK(\"https://evil.example\")",
        ] {
            let file = written(&[&[bad, "x"]]);
            let mut reader =
                ::csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(&record[0], format!("'{bad}"), "{bad:?}");
        }
        assert!(written(&[&["1 - 2", ""]]).contains("1 - 2,"));
    }
}
