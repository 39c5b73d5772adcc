// Filters and sorts what is on the board, and says when the board is old. Without it the page is whole.
(() => {
  'use strict';
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const order = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

  // How old the board is, by the reader's own clock.
  const made = one('made');
  const tellAge = () => {
    const minutes = Math.floor((Date.now() - Date.parse(made.dateTime)) / 60000);
    const old = one('old');
    old.hidden = !(minutes > Number(made.dataset.fresh));
    const amount = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
    const hours = Math.floor(minutes / 60);
    const age = hours >= 48 ? amount(Math.floor(hours / 24), 'day') : hours >= 1 ? amount(hours, 'hour') : amount(minutes, 'minute');
    const text = `This board is older than ${age}. Load it again; if it is still as old, ask whoever looks after it.`;
    if (!old.hidden && old.textContent !== text) old.textContent = text;
  };
  tellAge();
  setInterval(tellAge, 60000);

  // Every row with what it is filtered by. A name stands within the cell of its class; in the term at a glance the manager is the group's.
  const cell = (row, kind) => {
    const found = row.querySelector(`.${kind}`);
    if (!found || found.querySelector('.quiet')) return '';
    return (found.querySelector('bdi') ?? found).textContent;
  };
  const rows = all('.list tbody tr, .weeks tbody tr').map((row) => {
    const group = row.closest('.group');
    const manager = group ? group.dataset.manager : cell(row, 'm');
    const school = cell(row, 's');
    const spoc = cell(row, 'p');
    return { row, manager, school, spoc, text: `${row.textContent} ${manager}`.toLowerCase(), shown: true };
  });
  const keys = ['manager', 'spoc', 'school'];
  const selects = Object.fromEntries(keys.map((key) => [key, one(`f-${key}`)]));
  const search = one('f-q');
  for (const key of keys) {
    const names = [...new Set(rows.map((row) => row[key]))].filter(Boolean).sort(order.compare);
    selects[key].append(...names.map((name) => new Option(name, name)));
  }

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = keys.filter((key) => selects[key].value).map((key) => [key, selects[key].value]);
    for (const row of rows) {
      row.shown = wanted.every(([key, value]) => row[key] === value) && words.every((word) => row.text.includes(word));
      if (row.row.hidden === row.shown) row.row.hidden = !row.shown;
    }
    const isOn = wanted.length > 0 || words.length > 0;
    for (const group of all('.group')) group.hidden = isOn && !group.querySelector('tbody tr:not([hidden])');
    for (const tile of all('[data-of]')) {
      const kept = all(tile.dataset.of).filter((row) => !row.hidden).length;
      tile.textContent = kept.toLocaleString('en-GB');
      tile.closest('li').classList.toggle('strong', kept > 0 && 'strong' in tile.dataset);
    }
    for (const section of all('main > section')) {
      const list = section.querySelector('.list');
      const count = section.querySelector('h2 .count');
      if (!list || !count) continue;
      const kept = list.tBodies[0].querySelectorAll('tr:not([hidden])').length;
      const whole = list.tBodies[0].rows.length;
      list.closest('.scroll').hidden = kept === 0;
      count.textContent = kept === whole ? whole.toLocaleString('en-GB') : `${kept} of ${whole}`;
    }
    one('filter').classList.toggle('on', isOn);
    clearTimeout(filter.later);
    filter.later = setTimeout(() => tell(isOn, wanted), 250);
  };
  const tell = (isOn, wanted) => {
    const listed = rows.filter(({ row }) => !row.closest('.weeks'));
    const kept = listed.filter(({ shown }) => shown).length;
    const by = wanted.map(([key, value]) => `${key === 'spoc' ? 'SPOC' : key} ${value}`);
    if (search.value.trim()) by.push(`“${search.value.trim()}”`);
    one('shown').textContent = isOn
      ? `${kept} of ${listed.length} rows shown: ${by.join(', ')}`
      : `${listed.length} rows shown`;
  };

  // The filter and the order stand in the address, so that a link or a bookmark keeps them.
  let sorted = '';
  const keep = () => {
    const state = new URLSearchParams();
    if (search.value) state.set('q', search.value);
    for (const key of keys) if (selects[key].value) state.set(key, selects[key].value);
    if (sorted) state.set('sort', sorted);
    const hash = state.toString();
    try {
      history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
    } catch {
      location.hash = hash;
    }
  };
  const restore = () => {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes('=')) return;
    const state = new URLSearchParams(hash);
    search.value = state.get('q') ?? '';
    for (const key of keys) {
      const value = state.get(key) ?? '';
      const { options } = selects[key];
      // A name that is not on the board any more finds nothing, and says so.
      if (value && ![...options].some((option) => option.value === value)) selects[key].append(new Option(value, value));
      selects[key].value = value;
    }
    const [table, column, way] = (state.get('sort') ?? '').split('.');
    const head = one(table)?.querySelectorAll('.list thead th')[Number(column)];
    if (head) sort(head, way === 'd' ? 'descending' : 'ascending');
    filter();
  };

  // Sorting: by the day where a cell holds one, else by its text.
  const valueOf = (row, column) => {
    const part = row.cells[column];
    const day = part.querySelector('time');
    return day ? `${day.dateTime} ${part.textContent}` : part.textContent.trim();
  };
  const sort = (head, way) => {
    const table = head.closest('table');
    const column = head.cellIndex;
    for (const other of all('th', table.tHead)) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', way);
    const sign = way === 'ascending' ? 1 : -1;
    const keyed = [...table.tBodies[0].rows].map((row, place) => [valueOf(row, column), place, row]);
    keyed.sort(([a, i], [b, j]) => sign * order.compare(a, b) || i - j);
    table.tBodies[0].append(...keyed.map(([, , row]) => row));
    sorted = `${table.closest('section').id}.${column}.${way === 'ascending' ? 'a' : 'd'}`;
  };
  for (const head of all('.list thead th')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      sort(head, head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending');
      keep();
    });
  }

  // A name in the numbers by manager and SPOC filters by it.
  for (const head of all('[data-by]')) {
    const button = document.createElement('button');
    button.type = 'button';
    const name = head.querySelector('bdi').textContent;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      for (const key of keys) selects[key].value = key === head.dataset.by ? name : '';
      search.value = '';
      filter();
      keep();
      scrollTo(0, 0);
      one('filter').scrollIntoView();
    });
  }

  // A link within the page leaves the address as it is: the filter stands there.
  for (const link of all('a[href^="#"]')) {
    link.addEventListener('click', (event) => {
      const target = one(link.hash.slice(1));
      event.preventDefault();
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
      target.scrollIntoView();
    });
  }

  const changed = () => {
    filter();
    keep();
  };
  search.addEventListener('input', changed);
  for (const key of keys) selects[key].addEventListener('change', changed);
  one('f-clear').addEventListener('click', () => {
    search.value = '';
    for (const key of keys) selects[key].value = '';
    changed();
    search.focus();
  });
  // Where the term is wider than the screen, this week is brought into sight.
  if (matchMedia('(max-width: 48rem)').matches) {
    for (const now of all('.weeks th.now')) {
      now.closest('.scroll').scrollLeft = now.offsetLeft - now.parentElement.cells[0].offsetWidth - 2 * now.offsetWidth;
    }
  }

  addEventListener('hashchange', restore);
  one('filter').hidden = false;
  restore();
})();
