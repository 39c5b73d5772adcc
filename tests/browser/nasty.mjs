// A drive of schools that nobody would wish for: every name and note in it tries to break out of the page, fetch, run, or burst the layout.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const LONG_WORD = 'Llanfairpwllgwyngyll'.repeat(15);
const MARKS = '<b>Nasty</b> & "quoted" \'#1\' *star* _under_ |pipe| $5 @all `tick` {{school.name}} \\';
const RIGHT_TO_LEFT = 'مدرسة النور \u202eabc\u202c בית ספר';
const COMBINING = 'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033da\u0308\u0301 e\u0301';
const RAN = "document.documentElement.dataset.ran = 'yes'";
const SCRIPT = `<script>document.title = 'x'; ${RAN}</script>`;
const IMAGE = `<img src="x" onerror="${RAN}">`;
const MARKING = 'OFFICIAL-SENSITIVE & "more" </style>';

const NOTE = `# A heading in a note

![a picture](https://pictures.example/a.png) ![a file](file:///etc/hostname) [a link](https://links.example/) <https://plain.example/>
[a script](javascript:${RAN.replaceAll(' ', '')}) ${SCRIPT} ${IMAGE} ${LONG_WORD}

${SCRIPT}

${IMAGE}

<iframe src="https://frames.example/"></iframe><svg onload="${RAN}"><image href="https://images.example/"/></svg>
<style>@import url(https://styles.example/a.css); body { display: none; background: url(https://styles.example/b.png) }</style>
</style></table></main></body>--> ]]> {{school.name}} {{{children}}} {{#each

- [ ] to do ${RIGHT_TO_LEFT}
- [x] done ${COMBINING}
  1. ${MARKS}

| A table | in a note |
|:--|--:|
| \`code\` | **strong** ${LONG_WORD} |

${'> '.repeat(30)}deep

\`\`\`html
${SCRIPT} ${LONG_WORD}
\`\`\`

---

[reference]: https://references.example/
`;

const CHILDREN = [
  { upn: 'R999204521095', name: `${MARKS} ${IMAGE}`, year: 5 },
  { upn: 'K999204522092', name: LONG_WORD, year: 4 },
  { upn: 'L99920452409X', name: `${RIGHT_TO_LEFT} ${COMBINING}`, year: 2 },
];

const SCHOOLS = [
  { folder: 'Marks School', name: MARKS },
  { folder: 'Long School', name: LONG_WORD },
  { folder: 'Mixed School', name: `Mixed School of Right and Left ${RIGHT_TO_LEFT}` },
];

/** Makes the drive, with the calendar of the drive `like`; returns where it is and what its pages must show. */
export async function makeNastyDrive(drive, like) {
  await mkdir(drive, { recursive: true });
  const policy = await readFile(path.join(like, 'policy.toml'), 'utf8');
  await writeFile(path.join(drive, 'policy.toml'), nastyPolicy(policy));
  for (const [number, { folder, name }] of SCHOOLS.entries()) {
    await makeSchool(path.join(drive, 'Manager', folder), name, number);
  }
  return { drive, expected: { marking: MARKING, shown: [SCRIPT, IMAGE, LONG_WORD, MARKS] } };
}

function nastyPolicy(policy) {
  const value = (key, text) => [new RegExp(`^${key} = .*$`, 'm'), () => `${key} = ${JSON.stringify(text)}`];
  return policy
    .replace(...value('authority', `Council ${SCRIPT}`))
    .replace(...value('team', MARKS))
    .replace(...value('marking', MARKING))
    .replace('"Autumn 2026"', JSON.stringify('Autumn <i>2026</i> & "so on"'));
}

async function makeSchool(folder, name, number) {
  for (const part of ['records', 'emails', 'correspondence']) await mkdir(path.join(folder, part), { recursive: true });
  // What is JSON is YAML.
  const record = (file, content) => writeFile(path.join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  await record('school.yaml', school(name, number));
  await record('records/2026-06-16 visit.yaml', visitHeld());
  await record('records/2026-11-24 visit.yaml', visitToCome());
  await record('records/2026-11-24 pro forma.yaml', proForma());
  await record('records/phone log 2026-27.yaml', phoneLog());
}

function school(name, number) {
  const person = { name: MARKS, email: `${'long'.repeat(60)}@school.example`, phone: '020 7946 0001' };
  const representative = { ...person, name: LONG_WORD, role: MARKS };
  const codes = { urn: 900401 + number, dfe_number: `999/240${number}` };
  return { name, ...codes, phase: 'primary', status: 'maintained', trades: true, spoc: MARKS, head: person, representative, note: NOTE };
}

function visitHeld() {
  const decision = { threshold: 'met', action: 'refer', reason: NOTE };
  const reviewed = CHILDREN.map((child) => ({
    ...child,
    why: ['persistent-absence'],
    statutory_intervention: decision,
    early_help_referral: decision,
    note: NOTE,
  }));
  return {
    kind: 'visit',
    date: '2026-06-16',
    status: 'held',
    agreed: '2026-03-02',
    present: [{ name: LONG_WORD, role: MARKS }],
    checks: { done: '2026-06-12', by: MARKS },
    written_up: '2026-06-19',
    children: reviewed,
    advice: [{ topic: 'early-help', note: NOTE }],
    general_issues: NOTE,
    actions: [{ what: `${MARKS} ${LONG_WORD}`, who: LONG_WORD, due: '2026-06-26', child: CHILDREN[0].upn }],
  };
}

function visitToCome() {
  return {
    kind: 'visit',
    date: '2026-11-24',
    time: '09:30',
    status: 'planned',
    agreed: '2026-09-14',
    present: [{ name: MARKS, role: LONG_WORD }],
    checks: { done: '2026-11-20', by: MARKS, note: NOTE },
    note: NOTE,
  };
}

function proForma() {
  const [first, second, third] = CHILDREN;
  const absent = CHILDREN.map((child) => ({ ...child, possible: 94, authorised: 10, unauthorised: 37, note: NOTE }));
  const exclusion = { type: 'fixed-term', days: 2, reason: NOTE };
  return {
    kind: 'pro-forma',
    visit: '2026-11-24',
    sent: '2026-11-10',
    returned: '2026-11-16',
    completed_by: MARKS,
    absence: { from: '2026-09-02', to: '2026-11-13', on_roll: 412, children: absent },
    exclusions: [
      { ...first, ...exclusion, from: '2026-10-06', told_authority: '2026-10-06' },
      { ...second, ...exclusion, from: '2026-11-04' },
    ],
    risk_of_permanent_exclusion: [{ ...second, evidence: NOTE }],
    managed_moves: {
      requested: { internally: 1, externally: 0 },
      moves: [{ ...third, from_school: MARKS, to_school: LONG_WORD, agreed: '2026-10-21', outcome: 'under-way' }],
    },
    alternative_provision: [{ ...first, provider: LONG_WORD, from: '2026-11-02', on_roll: true, review: '2026-12-07' }],
    missing_from_education: [{ ...third, last_seen: '2026-10-22' }],
    issues: NOTE,
  };
}

function phoneLog() {
  const call = { date: '2026-10-06', time: '14:30', by: MARKS, with: LONG_WORD, role: MARKS, direction: 'in', about: 'exclusion' };
  const follow_up = { what: `${MARKS} ${LONG_WORD}`, due: '2026-10-13' };
  const calls = [{ ...call, child: CHILDREN[0].upn, summary: NOTE, advice: NOTE, follow_up }];
  return { kind: 'phone-log', academic_year: '2026-27', calls };
}
