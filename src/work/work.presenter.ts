import { shortened } from '../actions/actions.presenter.js';
import { ageInWords } from '../allocation/board/nilReturn.js';
import { daysLeftInWords } from '../allocation/board/dueDay.js';
import { statusInWords } from '../audits/auditLifecycle.js';
import { momentInWords } from '../shared/clock.js';
import { lastUpdate, raised } from '../concerns/concerns.presenter.js';
import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import type { MyWork, Waiting, WaitingAudit } from './work.reads.js';

interface Section {
  heading: string;
  columns: { label: string }[];
  rows: (string | { text: string; href?: string; note?: string; tag?: { text: string; colour: string } })[][];
  /** Where all of them are, when more wait than are shown. */
  all: { href: string; text: string } | null;
  nothing: string;
}

const columns = (...labels: string[]): { label: string }[] => labels.map((label) => ({ label }));

/** Safety worries that the person has still to acknowledge, which come before everything else; null without one. */
export function presentWorries({ worries }: MyWork): Section | null {
  if (!worries || worries.total === 0) return null;
  return {
    heading: 'Immediate safety worries to acknowledge',
    columns: columns('Case of concern', 'Child', 'You were told'),
    rows: worries.lines.map((line) => [{ text: line.ref, href: `/concerns/${line.ref}#acknowledgements` }, { text: line.caseRef, note: line.team }, momentInWords(line.toldAt)]),
    all: seeAll(worries, '/concerns', 'cases of concern'),
    nothing: '',
  };
}

/** The sections of "My work": what waits for a person, each line with the page where it is done. */
export function presentWork(work: MyWork, today: Day): Section[] {
  const audits = (heading: string, waiting: Waiting<WaitingAudit> | undefined, page: string, other: string, list: string, nothing: string, note: (line: WaitingAudit) => string = () => ''): Section[] =>
    waiting === undefined
      ? []
      : [
          {
            heading,
            columns: columns('Audit', 'Status', 'Child', 'Month', other),
            rows: waiting.lines.map((line) => [
              { text: line.ref, href: `/audits/${line.ref}${page}` },
              statusInWords[line.status],
              { text: line.caseRef, note: line.team },
              { text: monthInWords(line.month), note: note(line) },
              line.otherName,
            ]),
            all: seeAll(waiting, list, 'audits'),
            nothing,
          },
        ];
  return [
    ...(work.unanswered && work.unanswered.total > 0
      ? [
          {
            heading: 'Actions that nobody answers for',
            columns: columns('Action', 'What', 'Child', 'Due'),
            rows: work.unanswered.lines.map((line) => [{ text: line.ref, href: `/actions/${line.ref}` }, shortened(line.description), { text: line.caseRef, note: line.team }, dayInWords(line.dueOn)]),
            all: seeAll(work.unanswered, '/actions?state=nobody&team=all', 'actions'),
            nothing: '',
          },
        ]
      : []),
    ...audits('Audits to write', work.toWrite, '/write', 'Moderator', '/audits', 'No audit waits for you to write it.', (line) => daysLeftInWords(line, today)),
    ...audits('Discussions to record', work.toDiscuss, '/discussion', 'Moderator', '/audits', 'No discussion waits for your record.'),
    ...audits('Audits to moderate', work.toModerate, '/moderation', 'Auditor', '/audits', 'No audit waits for your moderation.'),
    ...audits('Audits to accept or return', work.toAccept, '/acceptance', 'Auditor', '/audits?status=moderated', 'No audit waits to be accepted.'),
    ...(work.toDecide
      ? [
          {
            heading: 'Exemption requests to decide',
            columns: columns('Auditor', 'Audit month', 'Asked on'),
            rows: work.toDecide.lines.map((line) => [{ text: line.name, href: `/exemptions/${line.id}`, note: line.team ?? '' }, monthInWords(line.month), dayInWords(line.askedOn)]),
            all: seeAll(work.toDecide, '/exemptions', 'requests'),
            nothing: 'No exemption request waits for your decision.',
          },
        ]
      : []),
    ...(work.nilReturns
      ? [
          {
            heading: 'Nil returns to follow up',
            columns: columns('Audit', 'Auditor', 'Month'),
            rows: work.nilReturns.lines.map((line) => [
              { text: line.ref, href: `/nil-returns/${line.ref}` },
              { text: line.auditor, note: line.team },
              { text: monthInWords(line.month), note: `due ${ageInWords(line, today)}` },
            ]),
            all: seeAll(work.nilReturns, '/nil-returns', 'nil returns'),
            nothing: 'No audit of your teams’ auditors was left undone without an answer from you.',
          },
        ]
      : []),
    ...(work.concerns
      ? [
          {
            heading: 'Cases of concern without an update this month',
            columns: columns('Case of concern', 'Child', 'Raised', 'Last update'),
            rows: work.concerns.lines.map((line) => [
              { text: line.ref, href: `/concerns/${line.ref}` },
              { text: line.caseRef, note: line.teamName },
              raised(line, today),
              lastUpdate(line, line.missed, today),
            ]),
            all: seeAll(work.concerns, '/concerns?state=lacks_update', 'cases of concern'),
            nothing: 'Every case of concern of your service has an update this month.',
          },
        ]
      : []),
  ];
}

function seeAll(waiting: Waiting<unknown>, href: string, what: string): { href: string; text: string } | null {
  return waiting.total > waiting.lines.length ? { href, text: `See all ${waiting.total} ${what}` } : null;
}
