//! A table as a Parquet file: for DuckDB, Spark, DataFusion and the like.
//!
//! One file holds a table of one authority and year. Text is UTF-8, a day a DATE, a number an INT64, yes or no a BOOLEAN; what is empty, not known or hidden
//! is null, and the column `hidden` of a published table says which of its numbers are hidden. The columns of the folders in which the file lies are not in it. Pages are plain or with a dictionary, compressed with Snappy, so that every
//! reader reads them. The same table is the same bytes.

use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{FooterTail, KeyValue, ParquetMetaDataReader};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::columns::{Cell, Column, Holds, PARTITIONS, Table};

/// What a file says of itself in its metadata: by this the program knows its own file again.
pub const MADE_BY: &str = "spoc figures";

/// The bytes of a table.
pub fn write(table: &Table, authority: &str, year: &str) -> Result<Vec<u8>> {
    let columns: Vec<_> = table.columns.iter().enumerate().filter(|(_, column)| is_in_file(column)).collect();
    let fields = columns.iter().map(|(_, column)| field(column)).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let of = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("{MADE_BY} {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(vec![of("table", table.name), of("authority", authority), of("year", year)]))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (place, column) in columns {
        let cells = table.rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Nothing));
        let mut writer = group.next_column()?.ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
        write_column(writer.untyped(), column.holds, cells)?;
        writer.close()?;
    }
    group.close()?;
    file.into_inner()
}

/// Whether a column stands in the file itself.
#[must_use]
pub fn is_in_file(column: &Column) -> bool {
    !PARTITIONS.contains(&column.name.as_str())
}

fn field(column: &Column) -> Result<TypePtr> {
    let (physical, logical) = match column.holds {
        Holds::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Holds::Date => (PhysicalType::INT32, Some(LogicalType::Date)),
        Holds::Count => (PhysicalType::INT64, None),
        Holds::YesNo => (PhysicalType::BOOLEAN, None),
    };
    let field = Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()?;
    Ok(Arc::new(field))
}

/// Writes the cells of a column: the values that there are, and for each row whether there is one.
fn write_column<'c>(writer: &mut ColumnWriter<'_>, holds: Holds, cells: impl Iterator<Item = &'c Cell>) -> Result<()> {
    let mut levels = Vec::new();
    let (mut texts, mut days, mut numbers, mut bools) =
        (Vec::<ByteArray>::new(), Vec::<i32>::new(), Vec::<i64>::new(), Vec::<bool>::new());
    for cell in cells {
        let is_there = match (holds, cell) {
            (Holds::Text, Cell::Text(text)) => push(&mut texts, text.as_str().into()),
            (Holds::Date, Cell::Date(day)) => push(&mut days, days_since_1970(*day)),
            (Holds::Count, Cell::Count(count)) => push(&mut numbers, i64::try_from(*count).unwrap_or(i64::MAX)),
            (Holds::YesNo, Cell::YesNo(yes)) => push(&mut bools, *yes),
            _ => false,
        };
        levels.push(i16::from(is_there));
    }
    match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => writer.write_batch(&texts, Some(&levels), None)?,
        ColumnWriter::Int32ColumnWriter(writer) => writer.write_batch(&days, Some(&levels), None)?,
        ColumnWriter::Int64ColumnWriter(writer) => writer.write_batch(&numbers, Some(&levels), None)?,
        ColumnWriter::BoolColumnWriter(writer) => writer.write_batch(&bools, Some(&levels), None)?,
        _ => return Err(ParquetError::General("a column of another type".to_owned())),
    };
    Ok(())
}

fn push<T>(list: &mut Vec<T>, value: T) -> bool {
    list.push(value);
    true
}

fn days_since_1970(day: NaiveDate) -> i32 {
    i32::try_from((day - NaiveDate::default()).num_days()).unwrap_or(0)
}

/// Whether bytes are a file of this kind that the program wrote: its footer names the program as its maker.
#[must_use]
pub fn is_own(bytes: &[u8]) -> bool {
    let made_by = created_by(bytes);
    let version = made_by.as_deref().and_then(|made_by| made_by.strip_prefix(MADE_BY));
    version.is_some_and(|version| version.starts_with(' '))
}

fn created_by(bytes: &[u8]) -> Option<String> {
    let (before, tail) = bytes.split_last_chunk::<8>()?;
    let tail = FooterTail::try_new(tail).ok().filter(|tail| !tail.is_encrypted_footer())?;
    let footer = before.get(before.len().checked_sub(tail.metadata_length())?..)?;
    let metadata = ParquetMetaDataReader::decode_metadata(footer).ok()?;
    metadata.file_metadata().created_by().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    #[test]
    fn a_file_of_another_program_is_not_its_own() {
        // It tells of this program in its cells and its metadata, and another made it.
        let schema = Type::group_type_builder("visits").with_fields(vec![]).build().unwrap();
        let of_other = KeyValue::new("table".to_owned(), "spoc figures 1.0".to_owned());
        let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![of_other])).build();
        let file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).unwrap();
        let other = file.into_inner().unwrap();
        assert!(other.windows(MADE_BY.len()).any(|part| part == MADE_BY.as_bytes()));
        for bytes in
            [&other[..], b"", b"PAR1", b"PAR1spoc figures 1.0\x09\0\0\0PAR1", b"spoc figures\xff\xff\xff\xffPAR1"]
        {
            assert!(!is_own(bytes), "{bytes:?}");
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let column =
            |name: &str, holds| Column { name: name.to_owned(), holds, unit: "", meaning: String::new(), source: "" };
        let table = Table {
            data_set: "",
            name: "visits",
            about: "",
            columns: vec![
                column("authority", Holds::Text),
                column("school", Holds::Text),
                column("date", Holds::Date),
                column("children", Holds::Count),
                column("held", Holds::YesNo),
            ],
            rows: vec![
                vec![
                    Cell::Text("A".into()),
                    Cell::Text("Zoë’s \"=1\"".into()),
                    Cell::Date(day("2026-11-24")),
                    Cell::Count(u64::from(u32::MAX) + 1),
                    Cell::YesNo(true),
                ],
                vec![Cell::Text("A".into()), Cell::Nothing, Cell::Nothing, Cell::Hidden, Cell::Nothing],
                vec![
                    Cell::Text("A".into()),
                    Cell::Text(String::new()),
                    Cell::Date(day("1969-12-31")),
                    Cell::Count(0),
                    Cell::YesNo(false),
                ],
            ],
        };
        let bytes = write(&table, "A", "2026-27").unwrap();
        assert!(is_own(&bytes));
        assert_eq!(bytes, write(&table, "A", "2026-27").unwrap());
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let metadata = reader.metadata().file_metadata();
        let value = |key: &str| {
            let all = metadata.key_value_metadata().unwrap();
            all.iter().find(|one| one.key == key).and_then(|one| one.value.clone())
        };
        assert_eq!((value("table").as_deref(), value("year").as_deref()), (Some("visits"), Some("2026-27")));
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        let cells = |row: &parquet::record::Row| -> Vec<(String, Field)> {
            row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect()
        };
        let named = |fields: [Field; 4]| -> Vec<_> {
            ["school", "date", "children", "held"].map(str::to_owned).into_iter().zip(fields).collect()
        };
        assert_eq!(
            rows.iter().map(cells).collect::<Vec<_>>(),
            [
                named([
                    Field::Str("Zoë’s \"=1\"".to_owned()),
                    Field::Date(20_781),
                    Field::Long(i64::from(u32::MAX) + 1),
                    Field::Bool(true)
                ]),
                named([Field::Null, Field::Null, Field::Null, Field::Null]),
                named([Field::Str(String::new()), Field::Date(-1), Field::Long(0), Field::Bool(false)]),
            ]
        );
    }
}
