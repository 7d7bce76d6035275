import { statusInWords } from '../../audits/auditLifecycle.js';
import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { dueDay } from './dueDay.js';
import { ageInWords, answerInWords, isNilReturn, nilReturnAnswers, nilReturnStates, type NilReturnAnswer, type NilReturnState } from './nilReturn.js';
import type { NilReturnFilter, NilReturnSeen } from './nilReturns.reads.js';

const stateInWords: Record<NilReturnState, string> = { unanswered: 'Without an answer', answered: 'Answered', all: 'All' };

export function nilReturnFilters({ month, state }: NilReturnFilter, months: readonly Month[]): object[] {
  const shown = month === undefined || months.includes(month) ? months : [month, ...months];
  return [
    { component: 'select', name: 'month', label: 'Month', items: [{ value: '', label: 'All months' }, ...shown.map((each) => ({ value: each, label: monthInWords(each) }))], value: month ?? '' },
    { component: 'select', name: 'answered', label: 'Answer', items: nilReturnStates.map((each) => ({ value: each, label: stateInWords[each] })), value: state },
  ];
}

export const nilReturnColumns = ['Audit', 'Was due', 'Auditor', 'Team', 'Head of Service', 'Answer'].map((label) => ({ label }));

export function nilReturnRows(nilReturns: readonly NilReturnSeen[], today: Day): unknown[][] {
  return nilReturns.map((one) => [
    { text: one.ref, href: `/nil-returns/${one.ref}` },
    { text: dayInWords(dueDay(one)), note: ageInWords(one, today) },
    one.auditorName,
    one.answeringTeam,
    one.headName ?? 'Nobody yet',
    one.answer === null ? 'No answer yet' : { text: answerInWords[one.answer], note: `on ${dayInWords(one.answeredOn)}` },
  ]);
}

/** One nil return with its answer. */
export function nilReturnPage(one: NilReturnSeen, openAudit: boolean, today: Day) {
  return {
    ref: one.ref,
    facts: [
      { key: 'Audit', value: { text: one.ref, ...(openAudit ? { href: `/audits/${one.ref}` } : {}) } },
      { key: 'Audit month', value: monthInWords(one.month) },
      { key: 'Auditor', value: one.auditorName },
      { key: 'Team', value: one.answeringTeam },
      { key: 'Head of Service', value: one.headName ?? 'Nobody yet' },
      { key: 'Child', value: { text: one.caseRef, note: one.teamName } },
      { key: 'Due', value: { text: dayInWords(dueDay(one)), note: isNilReturn(one) ? ageInWords(one, today) : '' } },
    ],
    goesOn: isNilReturn(one) ? null : `This audit is no nil return: ${statusInWords[one.status].toLowerCase()}. No answer is needed.`,
    answered: one.answer !== null && [
      { key: 'What was found out', value: answerInWords[one.answer] },
      { key: 'What was agreed', value: one.note, multiline: true },
      { key: 'Answered', value: `${dayInWords(one.answeredOn)} by ${one.answeredBy}` },
    ],
    answers: nilReturnAnswers.map((answer) => ({ value: answer, label: answerInWords[answer] })),
  };
}

/** The stored answer beside the one that was typed. */
export function answerConflict(stored: NilReturnSeen, typed: { answer: string; note: string }): { label: string; stored: string; typed: string }[] {
  const words = (answer: string | null): string => nilReturnAnswers.flatMap((one: NilReturnAnswer) => (one === answer ? [answerInWords[one]] : []))[0] ?? '';
  return [
    { label: 'What was found out', stored: words(stored.answer), typed: words(typed.answer) },
    { label: 'What was agreed', stored: stored.note ?? '', typed: typed.note },
  ];
}
