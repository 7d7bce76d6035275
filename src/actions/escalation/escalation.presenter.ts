import { historyShown } from '../../history/history.presenter.js';
import type { HistoryLine } from '../../history/history.store.js';
import type { LeadersInPost } from '../../people/leaders.reads.js';
import { dayInWords, type Day } from '../../shared/day.js';
import { addWorkingDays } from '../../shared/workingDays.js';
import { isClosed, type ActionDates } from '../action.js';
import { bankHolidaysOf, isBankHoliday } from './bankHolidays.js';
import { levels, nextLevel, type Level, type SilentDays } from './escalation.js';
import type { Escalated, ServiceTold } from './escalation.reads.js';

const levelInWords: Record<Level, string> = { team_manager: 'Team manager', head_of_service: 'Head of Service', director: 'Directors' };
const toLevel: Record<Level, string> = { team_manager: 'the team manager', head_of_service: 'the Head of Service', director: 'the directors' };

const whoIsTold: Record<Level, string> = {
  team_manager: 'The team manager is reminded: the manager of the team the child is with. Where it has none in post: the Head of Service.',
  head_of_service: 'The Head of Service of that team is told. Where the service has none in post: the directors.',
  director: 'Every director in post is told. Where there is none: the QA team.',
};

/** The page of the settings, with what is stored, or what was typed. */
export function escalationPage(
  stored: SilentDays,
  typed: Record<string, unknown> | undefined,
  { services, leaders }: { services: readonly ServiceTold[]; leaders: LeadersInPost },
  lines: readonly HistoryLine[],
  today: Day,
) {
  const year = today.slice(0, 4);
  const names = (people: readonly { name: string }[]): string => people.map(({ name }) => name).join(', ');
  return {
    fields: levels.map((level) => ({
      component: 'input', name: level, label: `${levelInWords[level]}: working days of silence`, inputmode: 'numeric', width: 3, value: (typed ?? stored)[level],
    })),
    ladder: levels.map((level) => ({
      key: `After ${stored[level] === 1 ? '1 working day' : `${stored[level]} working days`}`,
      value: { text: whoIsTold[level], note: `If the audit was accepted today: on ${dayInWords(addWorkingDays(today, stored[level], isBankHoliday))}.` },
    })),
    directors: leaders.directors.length > 0 ? names(leaders.directors) : `Nobody in post: the QA team is told (${names(leaders.qa) || 'nobody in post'})`,
    told: {
      columns: ['Service', 'Head of Service', 'Teams without a manager in post'].map((label) => ({ label })),
      rows: services.map(({ name, head, withoutManager }) => [name, head ?? 'Nobody in post', withoutManager.length > 0 ? { list: withoutManager } : 'None']),
    },
    holidays: [year, String(Number(year) + 1)].map((each) => ({
      heading: `Bank holidays of ${each}`,
      columns: [{ label: 'Day' }, { label: 'Bank holiday' }],
      rows: bankHolidaysOf(each).map(({ day, name }) => [dayInWords(day), name]),
    })),
    changes: historyShown(lines, { words: Object.fromEntries(levels.map((level) => [level, levelInWords[level]])) }),
  };
}

/** Where the stored days and those just typed differ. */
export function daysConflict(stored: SilentDays, typed: SilentDays) {
  return levels.filter((level) => stored[level] !== typed[level]).map((level) => ({ label: levelInWords[level], stored: String(stored[level]), typed: String(typed[level]) }));
}

/** The line about silence on an action's page: how far it has been taken, and while it is silent what comes next; none where there is neither. */
export function escalationLine(action: ActionDates & { acceptedOn: Day | null }, { escalated, takenAt }: Escalated, days: SilentDays, today: Day) {
  const { acceptedOn } = action;
  const isSilent = action.firstUpdatedOn === null && !isClosed(action);
  const last = levels[escalated - 1];
  const taken = last === undefined ? [] : [`Taken to ${toLevel[last]}${takenAt === null ? '' : ` on ${dayInWords(takenAt.slice(0, 10))}`}.`];
  const next = isSilent && acceptedOn !== null ? nextLevel({ acceptedOn, escalated }, days, isBankHoliday) : null;
  const goes = next === null ? [] : [`Without an update it goes to ${toLevel[next.level]} ${next.on > today ? `on ${dayInWords(next.on)}` : 'next'}.`];
  const [text, note] = [...taken, ...goes];
  return text === undefined ? [] : [{ key: 'Escalation', value: { text, note } }];
}
