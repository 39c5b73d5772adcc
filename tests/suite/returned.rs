//! Workbooks that come back, as the files that other programs make of them.

mod bad;
mod make;
mod ods;
mod office;
mod xlsx;
