//! Names of places, people, schools and providers, all invented.

/// How many schools stand in one manager's folder.
pub const SCHOOLS_A_MANAGER: usize = 25;

/// The name of a manager's folder, its own for each `index`.
pub fn manager_name(index: usize) -> String {
    person_name(index * 6)
}

/// A full name, its own for each `index`.
pub fn person_name(index: usize) -> String {
    let many = FIRST_NAMES.len() * LAST_NAMES.len();
    let scattered = (index % many) * 1009 % many;
    let first = FIRST_NAMES[scattered % FIRST_NAMES.len()];
    let last = LAST_NAMES[scattered / FIRST_NAMES.len()];
    match index / many {
        0 => format!("{first} {last}"),
        round => format!("{first} {last} {}", round + 1),
    }
}

/// Words as they stand in an address: small letters, with `gap` for each space.
pub fn slug(value: &str, gap: char) -> String {
    let mut out = String::new();
    for letter in value.chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if letter == ' ' {
            out.push(gap);
        }
    }
    out
}

#[rustfmt::skip]
pub const PLACES: [&str; 64] = [
    "Oakfield", "Ashbourne", "Millbrook", "Thornley", "Westcombe", "Harrowdale", "Kingsmead",
    "Larkhill", "Fernleigh", "Brackenby", "Stonegate", "Wexford", "Alderton", "Birchwood",
    "Coldharbour", "Daneswell", "Eastmoor", "Foxholes", "Greenhithe", "Hollins", "Ivybridge",
    "Juniper", "Kelham", "Langley", "Marlow", "Netherby", "Orchard", "Pennywell", "Quarry",
    "Redhill", "Sandford", "Tillingham", "Upton", "Valley", "Waterside", "Yarrow", "Amberley",
    "Beechcroft", "Chestnut", "Dovecote", "Elmstead", "Fairfield", "Gorse", "Highcliffe",
    "Inglewood", "Jubilee", "Knoll", "Limehouse", "Meadow", "Northolme", "Oldcastle", "Parkside",
    "Queensway", "Rowan", "Summerhill", "Turnpike", "Underwood", "Vicarage", "Willow", "Whitecross",
    "Bramley", "Carrfield", "Drayton", "Edenhurst",
];

#[rustfmt::skip]
pub const QUARTERS: [&str; 24] = [
    "", " Park", " Hill", " Green", " Road", " Lane", " Court", " Common", " Bridge", " Vale",
    " Heath", " Grove", " End", " Mount", " Field", " Rise", " Wood", " Manor", " Bank", " Croft",
    " Gate", " Mill", " Farm", " Street",
];

#[rustfmt::skip]
pub const PATRONS: [&str; 12] = [
    "", "St Anne's ", "Holy Trinity ", "St Mary’s ", "All Saints ", "St Joseph's ",
    "Christ Church ", "St Chad’s ", "Our Lady ", "St Hugh’s ", "The Old ", "New ",
];

#[rustfmt::skip]
pub const FIRST_NAMES: [&str; 61] = [
    "Amara", "Zoë", "Liam", "Priya", "Noah", "Chloé", "Mohammed", "Grace", "Tyler", "Aisha", "Jack",
    "Siân", "Ethan", "Freya", "Kai", "Lily-Mae", "Oluwaseun", "Ruby", "Callum", "Fatima", "Harvey",
    "Inés", "Jayden", "Keira", "Leo", "Maya", "Nathan", "Olivia", "Pawel", "Rosie", "Samuel",
    "Tegan", "Umar", "Violet", "William", "Yasmin", "Zachary", "Abigail", "Bartosz", "Caitlin",
    "Dylan", "Evie", "Finley", "Georgia", "Hassan", "Imogen", "Joshua", "Kacey", "Logan", "Megan",
    "Niamh", "Oscar", "Poppy", "Renée", "Sofia", "Theo", "Ursula", "Vikram", "Wren", "Xavier",
    "Anaïs",
];

#[rustfmt::skip]
pub const LAST_NAMES: [&str; 64] = [
    "Okafor", "Smith", "O'Neill", "Patel", "Hughes", "Kowalski", "Begum", "Taylor", "Adeyemi",
    "Jones", "Núñez", "Clarke", "O’Brien", "Khan", "Wright", "Grant", "Cole", "Shah", "Fletcher",
    "Barlow", "D'Souza", "Evans", "Farrell", "Gibson", "Hussain", "Iqbal", "Jackson", "Kaur",
    "Lewis", "Mensah", "Nowak", "Osborne", "Price", "Quinn", "Roberts", "Singh", "Thompson",
    "Underhill", "Vaughan", "Walker", "Young", "Zaman", "Ashworth", "Bennett", "Connolly", "Dixon",
    "Ellis", "Ford", "Greene", "Holt", "Irving", "Johnson", "King", "Lawson", "Morgan", "Naylor",
    "Owusu", "Parker", "Reid", "Stone", "Turner", "Usman", "Wood", "Yates",
];

pub const PROVIDERS: [&str; 6] = [
    "Riverside Hub",
    "The Bridge Project",
    "Northmere Farm Learning",
    "Wheels & Deals Motor Workshop",
    "Café Kickstart",
    "Horizon Tutors: home tuition",
];
