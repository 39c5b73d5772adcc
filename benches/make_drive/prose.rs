//! What the staff write: sentences with gaps, and what fills the gaps.

use super::random::Rng;
use super::yaml::put;

/// What the gaps in a sentence are filled with.
pub struct Scene {
    pub child: String,
    pub first: String,
    pub year: String,
    pub head: String,
    pub contact: String,
    pub spoc: String,
    pub school: String,
    pub date: String,
}

impl Scene {
    /// One of the sentences, its gaps filled.
    pub fn tell(&self, rng: &mut Rng, sentences: &[&str]) -> String {
        let mut out = String::new();
        let mut parts = rng.pick(sentences).split(['{', '}']);
        while let Some(plain) = parts.next() {
            out.push_str(plain);
            match parts.next() {
                Some("child") => out.push_str(&self.child),
                Some("first") => out.push_str(&self.first),
                Some("year") => out.push_str(&self.year),
                Some("head") => out.push_str(&self.head),
                Some("contact") => out.push_str(&self.contact),
                Some("spoc") => out.push_str(&self.spoc),
                Some("school") => out.push_str(&self.school),
                Some("date") => out.push_str(&self.date),
                Some("n") => put!(out, "{}", 2 + rng.below(9)),
                Some(other) => out.push_str(other),
                None => {}
            }
        }
        out
    }
}

pub const ABOUT: [&str; 8] =
    ["visit-dates", "pro-forma", "child", "referral", "safeguarding", "mash", "exclusion", "other"];

/// What an email or a letter is about.
#[derive(Clone, Copy)]
pub struct Topic {
    pub about: &'static str,
    pub words: &'static str,
    pub subject: &'static str,
    /// From the single point of contact, and from the school.
    pub opening: [&'static str; 2],
}

pub const TOPICS: [Topic; 11] = [
    Topic {
        about: "visit-dates",
        words: "dates of the visits",
        subject: "Dates for this year's SPOC visits",
        opening: [
            "I am writing to settle the dates of this year's visits: one a term, an hour and a half each, with the attendance figures to hand.",
            "Thank you for ringing about the dates. {date} still suits us, and {contact} will be there for the whole of it.",
        ],
    },
    Topic {
        about: "visit-dates",
        words: "moving the visit",
        subject: "Could we move the visit on {date}?",
        opening: [
            "The date we have is {date}. If the inspection is called before then we shall of course think again.",
            "I am sorry to ask, but could we start half an hour later on {date}? The hall is taken by the dress rehearsal until ten.",
        ],
    },
    Topic {
        about: "pro-forma",
        words: "pro forma",
        subject: "SPOC visit {date}: pro forma",
        opening: [
            "Please find the pro forma for the visit on {date}. It would help to have it back five working days before, so that the checks can be done in time.",
            "The pro forma is on its way back to you today. {contact} has filled in the absence table from the register, and I have read it through.",
        ],
    },
    Topic {
        about: "pro-forma",
        words: "reminder",
        subject: "Reminder: pro forma for {date}",
        opening: [
            "A gentle reminder about the pro forma for {date}: the exclusions table came back empty, and I believe there were {n} this term.",
            "You are right, we owe you the pro forma for {date}. The export from the register was the trouble; the figures are being typed in by hand.",
        ],
    },
    Topic {
        about: "child",
        words: "attendance concern",
        subject: "Attendance: {child}, Year {year}",
        opening: [
            "Could you let me know where you are with {child} in Year {year}, whose attendance has fallen again since half term?",
            "You asked about {child}. The short answer is that things are better than in the autumn, though not yet what any of us would want.",
        ],
    },
    Topic {
        about: "child",
        words: "after the home visit",
        subject: "Home visit to the family of {child}",
        opening: [
            "I called at the house this morning, as agreed, and spoke with {first}'s mother on the doorstep for twenty minutes.",
            "Our attendance officer was able to see {first} and both parents yesterday evening, and it was a good conversation.",
        ],
    },
    Topic {
        about: "referral",
        words: "early help referral",
        subject: "Early help referral: {child}",
        opening: [
            "The referral for {child} was looked at on Tuesday, and a worker will be in touch with the family within {n} working days.",
            "Following our talk I have started the early help referral for {child}, with the family's agreement in writing.",
        ],
    },
    Topic {
        about: "safeguarding",
        words: "safeguarding question",
        subject: "A question about a child in Year {year}",
        opening: [
            "Thank you for raising this so quickly. What you describe is worth writing down in your own chronology today, with times.",
            "This is a question rather than a referral: nothing has been disclosed, but two members of staff have noticed a change in {first}.",
        ],
    },
    Topic {
        about: "mash",
        words: "MASH outcome",
        subject: "MASH: outcome of the contact",
        opening: [
            "The Hub has looked at the contact of last week and it does not meet the threshold for an assessment; it has been passed to us for early help.",
            "We rang the Hub as you advised. They took the details, gave a reference, and asked us not to speak to the parents until they had.",
        ],
    },
    Topic {
        about: "exclusion",
        words: "exclusion of a pupil",
        subject: "Exclusion: {child} (Year {year})",
        opening: [
            "Thank you for the notice about {child}. I have put it with the others, and we can talk about what comes next on {date}.",
            "I am writing to confirm what I told you by phone about {child}; the letter to the parents went out the same afternoon.",
        ],
    },
    Topic {
        about: "other",
        words: "free breakfast and other things",
        subject: "Breakfast club, uniform grants & one more thing",
        opening: [
            "Two small things before the visit. The breakfast club has £{n}00 left until the summer, and there is a new form for uniform grants.",
            "You wanted to know about the bus passes: they are free for families on the list, and £{n} a week for everyone else.",
        ],
    },
];

pub const BODY: [&str; 53] = [
    "Attendance in Year {year} has been the worst of any group this half term, and most of it comes down to {n} families whom we all know.",
    "{first} was in for {n} of the last ten sessions, which is an improvement on September but still far from where we need to be.",
    "Mum says that mornings are hard because the baby is awake half the night; she would take help if somebody offered it to her.",
    "We have tried a later start on Mondays, a taxi for a fortnight (£{n}4 a day, which we cannot keep up) and a key worker at the gate.",
    "I would rather we agreed a plan together than sent another letter that nobody opens.",
    "The school nurse has seen {first} twice and is happy that there is no medical reason for staying at home.",
    "Could you check whether the older brother is known to the team? The surname is spelled two ways in our files.",
    "For the avoidance of doubt: no fine has been issued, and none will be until we have met.",
    "The attendance officer, {contact}, keeps the list up to date each Friday and can send it at any time.",
    "We have had a café morning for parents, and {n} came; it isn't much, but two of them had never been inside the building.",
    "I have spoken to {head} about this, and we are of one mind.",
    "There have been {n} incidents on the corridor outside the dining hall since the start of term, none of them serious by itself.",
    "The family moved in with an aunt over the summer, so the journey is now two buses and the best part of an hour.",
    "He said, and I quote, \"I'd come every day if it was all like Thursday\"; on Thursdays there is workshop in the afternoon.",
    "We will look at it again at the next visit, on {date}, when the figures for the whole half term are in.",
    "Please do not copy this to the general office address: it is read by the volunteers as well.",
    "The educational psychologist can see {first} in about {n} weeks, provided that the paperwork reaches her by Friday.",
    "A reduced timetable was agreed for four weeks only, with a date on which it ends, and it is written down.",
    "I have asked for the meeting to be at the house and not at school, since that is where the trouble began.",
    "Our own records say one thing and the register export says another; {contact} is going through it line by line.",
    "Grandmother collects on three days out of five and has been a great help throughout.",
    "If the threshold is not met we should still like somebody to ring the family once a week until Easter.",
    "The governors' panel meets next week, and I'd like to be able to tell them what has been offered.",
    "We are grateful for the advice about the Hub: the contact was taken seriously and they rang back within the hour.",
    "Since the letter went out attendance has risen by {n} per cent, though I would not like to say which caused which.",
    "{child} has a place at the homework club on Wednesdays, and has used it every week but one.",
    "There is a younger sister who starts in Reception next year, and it would be good to have this settled by then.",
    "As to the exclusions, each of them was for a fixed term, and each was followed by a meeting with the parents on the first day back.",
    "The managed move is going as well as we could hope; the other school speaks of a different child.",
    "I shall be out on training on Thursday, but {spoc} can be reached on the team's number all day.",
    "We marked {n} sessions as illness without seeing any evidence, and from now on we shall ask.",
    "The parents feel that they have been told off by everybody in turn, and on reading the letters through I can see why.",
    "It would help us to know by the end of the month, because the timetable for next term is drawn up then.",
    "Nobody at {school} wants this to end in court, least of all the class teacher.",
    "The young carers' group has room, and {first} has said yes to going along once, \"just to see\".",
    "We use the same code for medical appointments as for the orthodontist’s, which makes the table look worse than it is.",
    "A worker from the housing team came to the last meeting, and for the first time the damp was somebody's job.",
    "Could the pro forma say who filled in which part? Last time we could not tell, and it took an afternoon to find out.",
    "She has asked to be moved to the other tutor group, which we can do from Monday.",
    "The provider sends us the register every day by noon; where it doesn't come, we ring, and twice we have driven there.",
    "There was a long talk about phones at the gate, which I will spare you.",
    "I attach nothing to this: the figures are in the table that you already have.",
    "What has worked before: a call before eight, breakfast, and the same face at the door.",
    "We have put aside £{n}50 from the hardship fund for shoes and a coat, and nobody needs to sign anything for it.",
    "Please treat what the father said as told in confidence until I've had the chance to speak to him again.",
    "The class has had {n} supply teachers since October and I do not think that the children are to blame for all of it.",
    "I'm told that the waiting list is shorter than it was: about {n} weeks from referral to first visit.",
    "As you know, the duty to tell the authority does not wait for the visit, so I have sent the notice on already.",
    "We have agreed three small things and one large one, and {contact} has them on a sheet of paper by the phone.",
    "The interpreter (Polish) was excellent and we should like to have the same one again.",
    "On the whole it was a good half term: fewer children late, fewer sent out, and the new Year {year} has settled.",
    "I will ring you before the visit in any case, so that nothing comes as a surprise to either of us.",
    "If it is easier, come at half past eight and see the line at the late desk for yourself.",
];

pub const CALLS: [&str; 14] = [
    "Rang to ask for the pro forma for {date}. {contact} will send it by the end of the week.",
    "{head} asked whether {child} would meet the threshold for early help: talked through the criteria.",
    "Agreed the date of the next visit, {date}, at the usual time; parking is behind the kitchen.",
    "Worried about {first}: absent since Monday and no answer from home. Advised a visit today, two together.",
    "Wanted to know how an exclusion that was withdrawn is to be recorded. Said I'd find out and ring back.",
    "Asked about alternative provision for a child in Year {year}; gave the names of the two providers with places.",
    "Returned a call from last week. The family has agreed to the referral and the form is on its way.",
    "Told that {child} was excluded for a day this morning; the notice will come by email before five.",
    "Told me that the register export is broken and that the figures will be typed in by hand: expect mistakes.",
    "Long call about a managed move. The receiving school wants a review after {n} weeks, not six months.",
    "Query about who may see the phone log. Explained that it is for internal use only.",
    "Checked the spelling of {first}’s surname and the date of birth against our list: both right.",
    "{contact} is leaving at the end of term; the new attendance lead is not known yet.",
    "A neighbour has reported shouting at the house. Advised to ring the Hub at once and not to wait for the visit.",
];

pub const ADVICE: [&str; 10] = [
    "Ring the Hub first and write to us afterwards; the form can follow within the day.",
    "The school can refer to early help itself, with the family's consent, and does not need to wait for the visit.",
    "Keep a chronology: dates, who was there, what was said. It makes the referral far easier to judge.",
    "Consent has to be in writing, and it has to say what is shared with whom.",
    "Under the threshold as it stands: universal services first, then a team around the family.",
    "Ask the nurse for a view on the illness codes before the next letter goes out.",
    "Invite both parents, separately if need be; the letter should name one person to ring.",
    "A part-time timetable needs an end date, a review and the parents’ agreement on paper.",
    "Speak to the receiving school's SPOC as well, so that nobody is counted twice.",
    "Use the strengths and difficulties questionnaire before and after: it's short and it's free.",
];

pub const ACTIONS: [&str; 10] = [
    "Send the early help form to {contact}",
    "Ring the family of {child} and offer a meeting",
    "Check with the inclusion team whether a notice has gone out",
    "Ask the provider for registers: daily, by noon",
    "Bring {first}'s chronology up to date",
    "Find out about the waiting list, and tell {head}",
    "Share the list of holiday clubs with the office",
    "Arrange an interpreter for the next meeting",
    "Review the reduced timetable with the parents",
    "Write to the other school about the managed move",
];

pub const ISSUES: [&str; 8] = [
    "The school would like one name for each question and not four: housing, benefits, health and attendance all answer differently.",
    "Referrals come back without a reason. It was agreed that the reason will be written on each from now on.",
    "Transport across the river is a problem for {n} families since the 47 was cut; nobody seems to own the question.",
    "Staff feel that the Hub's line is engaged before nine, which is just when they need it.",
    "{head} asked for the dates of next year's visits before the summer: the diary fills up early.",
    "The term's figures include children who have left the country but are still on roll; the guidance isn't clear.",
    "There is concern about a group meeting in the park after school. Police community support officers are aware.",
    "The school has appointed a family worker for two days a week, paid for (£{n},500) by the trust.",
];

pub const STATUTORY_REASONS: [&str; 7] = [
    "Over the threshold for a second term in spite of two meetings",
    "Attendance has improved by {n} per cent since the plan began",
    "Medical evidence is awaited, to be looked at again on the next visit",
    "Unauthorised absence is below the level at which the team would act",
    "The parents have not answered {n} letters: refer",
    "Agreed with {head} that a fast-track meeting comes first",
    "A plan is in place and it's working",
];

pub const EARLY_HELP_REASONS: [&str; 7] = [
    "The family has a worker already",
    "Consent given by {first}'s mother on the phone",
    "Consent refused; offer again after the holiday",
    "Risk of exclusion is falling and the school can manage",
    "Housing, money and a new baby: a team around the family is needed",
    "School will refer by the end of the week",
    "Not sure that it would reach the threshold, ask the duty manager",
];

pub const CHILD_NOTES: [&str; 8] = [
    "{first} likes art and football; the club is on Tuesdays.",
    "Lives with grandparents during the week. Both are to be invited.",
    "An older cousin was on the list last year: same address, same pattern of Mondays and Fridays.",
    "The class teacher says that {first} is a delight when in school.",
    "Key worker: {contact}. Meets {first} at the gate.",
    "Absence is all in two blocks, both of them abroad.",
    "Has been late {n} times as well, which doesn't show in these figures.",
    "The family asked for letters to be sent by email, not post.",
];

pub const ABSENCE_NOTES: [&str; 8] = [
    "illness, no evidence",
    "family holiday in term time, {n} days",
    "anxiety: under CAMHS",
    "moved house in October",
    "better since half term",
    "hospital appointments",
    "doesn't attend on Fridays",
    "young carer, see last term's notes",
];

pub const EVIDENCE: [&str; 6] = [
    "{n} suspensions since September, the last of them for an assault on a member of staff. The next step on the policy is permanent.",
    "Brought a knife (a butter knife, he says) to school on the bus. Governors have been told: a hearing is likely.",
    "Internal isolation on {n} days out of the last fifteen; the behaviour plan has been rewritten twice and isn't working.",
    "Persistent refusal and running from site. The police returned {first} to school twice this month.",
    "Sold vapes to younger children in the toilets; £{n}0 was found. A final warning has been given in writing.",
    "Threats to another child online, outside school, which have been brought into the classroom.",
];

pub const EXCLUSION_REASONS: [&str; 8] = [
    "Fighting in the playground",
    "Verbal abuse of a member of staff",
    "Damage: a window in the science block",
    "Refused to hand over a phone, then pushed past the teacher",
    "Smoking (vape) on site",
    "Persistent disruption",
    "Threw a chair; nobody was hurt",
    "Racist language towards another pupil",
];

pub const NOTICE_NOTES: [&str; 4] = [
    "Told by phone, form to follow.",
    "Work set for each day and collected by the family.",
    "The parents were seen on the same day: they don't dispute it.",
    "Reintegration meeting on the first morning back.",
];

pub const CHECK_NOTES: [&str; 4] = [
    "Two of the children are known to the team: see the case notes.",
    "Nothing on the system for any of these.",
    "One open case; the worker will try to join us for the first half hour.",
    "Checked against last term's list. Three names are new.",
];

pub const VISIT_NOTES: [&str; 5] = [
    "Ring the bell at the side gate, as the front office is closed for building work until the holiday.",
    "{contact} will be there for the first hour only: take the absence table first.",
    "Ask about {first}; the family has moved again and the new address isn't on the system.",
    "{head} would like to talk about the alternative provision budget (£{n},000 left) at the end.",
    "Bring the leaflets on holiday activities; last time they were gone within a day.",
];

pub const CANCELLED: [&str; 5] = [
    "The head was called to court as a witness.",
    "Inspection: the school asked for another date.",
    "Burst pipe, school closed for the day.",
    "SPOC ill, no cover to be had.",
    "Clashed with the parents' evening",
];

pub const SCHOOL_NOTES: [&str; 4] = [
    "Visitors sign in at the side gate, not at the front: the buzzer doesn't work.",
    "Part of the Three Rivers trust since 2023. The trust's attendance team likes to be copied in.",
    "Two sites. The visits are always at the lower one, in the head's office.",
    "Prefers email. Phone calls before nine go unanswered.",
];
