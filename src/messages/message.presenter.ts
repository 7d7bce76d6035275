import { dayInWords, monthInWords } from '../shared/day.js';
import type { MessageFacts, MessageKind } from './message.js';

/** A message as it is read. */
export interface MessageSeen {
  kind: MessageKind;
  facts: MessageFacts;
  /** A moment. */
  createdAt: string;
}

/** A message in words, and the page it is about: the same on the page and in an e-mail. */
export interface InWords {
  text: string;
  href: string;
  /** What the page is called. */
  opens: string;
}

/** The name of each kind, and when it is sent. */
export const kindsInWords: Record<MessageKind, { name: string; when: string }> = {
  allocated: { name: 'Audits given to you', when: 'When an audit becomes yours to write or to moderate.' },
  due_soon: { name: 'Audits due within five days', when: 'Once, five days before you must submit an audit.' },
  overdue: { name: 'Late audits', when: 'When an audit of yours is late, and every week while it stays late.' },
  returned: { name: 'Returned audits', when: 'When a moderator or the QA team returns an audit.' },
  ready_to_moderate: { name: 'Audits ready to moderate', when: 'When an auditor submits an audit to you.' },
  exemption_asked: { name: 'Exemptions to decide', when: 'When an auditor asks to be exempted for a month.' },
  exemption_decided: { name: 'Your requests for exemption', when: 'When a director has decided on one.' },
  nil_return: { name: 'Audits not submitted', when: 'When a month is closed with audits that nobody submitted.' },
  actions_given: { name: 'Actions given to you', when: 'When actions become yours to answer: accepted with an audit, handed over, or left by a colleague.' },
  actions_silent: { name: 'Actions nobody has answered', when: 'When actions have had no update for too many working days.' },
  action_reopened: { name: 'Actions reopened', when: 'When what was recorded as done is not confirmed.' },
  surgery: { name: 'QA surgeries', when: 'When one is arranged with you, changed or cancelled.' },
  concerns_given: { name: 'Cases of concern given to you', when: 'When a case of concern becomes yours to hold.' },
  concern_reopened: { name: 'Cases of concern reopened', when: 'When a case that was resolved is taken up again.' },
  concerns_lack_update: { name: 'Cases of concern without an update', when: 'Once a month, when it is nearly over and cases you hold have no update in it.' },
  safety_unacknowledged: { name: 'Safety worries not acknowledged', when: 'Every working day and in an e-mail of its own, while you have not said that you know of one.' },
  safety_escalation: { name: 'Immediate safety worries', when: 'At once and in an e-mail of its own, when an auditor raises one.' },
};

/** What a message says, and where it leads. */
export function inWords(kind: MessageKind, facts: MessageFacts): InWords {
  const { auditRef = '', concernRef = '', actionRef = '', requestId = 0, surgeryId = 0, howMany = 1, colleague = 'A colleague', part } = facts;
  const audit = `${auditRef} (${[facts.caseRef && `case ${facts.caseRef}`, facts.month && monthInWords(facts.month)].filter(Boolean).join(', ')})`;
  const month = monthInWords(facts.month ?? '');
  const due = dayInWords(facts.dueOn);
  const at = (href: string, opens: string, text: string): InWords => ({ text, href, opens });
  const atAudit = (text: string, page = ''): InWords => at(`/audits/${auditRef}${page}`, auditRef, text);
  switch (kind) {
    case 'allocated':
      return part === 'moderator'
        ? atAudit(`${audit} is yours to moderate. ${colleague} writes it by ${due}.`)
        : atAudit(`${audit} is ${due ? `yours to write by ${due}` : 'yours now, after it was submitted'}. ${colleague} moderates it.`);
    case 'due_soon':
      return atAudit(`${audit} is due by ${due}.`);
    case 'overdue':
      return atAudit(`${audit} was due by ${due} and is still with you.`);
    case 'returned':
      return part === 'moderator'
        ? atAudit(`${colleague} did not accept ${audit}, which you moderated. Its page says why.`)
        : atAudit(`${colleague} returned ${audit} to you. Its page says why.`);
    case 'ready_to_moderate':
      return atAudit(`${colleague} submitted ${audit} for you to moderate.`, '/moderation');
    case 'exemption_asked':
      return at(`/exemptions/${requestId}`, 'The request', `${colleague} asks to be exempted for ${month}. You decide.`);
    case 'exemption_decided':
      return at(`/exemptions/${requestId}`, 'The request', `Your request to be exempted for ${month} is ${facts.decision ?? 'decided'}.`);
    case 'nil_return':
      return at(`/nil-returns/${auditRef}`, auditRef, `${colleague} did not submit ${audit}. You say what follows.`);
    case 'actions_given':
      return howMany === 1
        ? at(`/actions/${actionRef}`, actionRef, `Action ${actionRef} (case ${facts.caseRef ?? ''}) is yours to answer.`)
        : at('/', 'My work', `${howMany} actions are yours to answer.`);
    case 'actions_silent': {
      const silent = `had no update for ${facts.workingDays ?? 0} working days or more since ${howMany === 1 ? 'its audit was' : 'their audits were'} accepted.`;
      return howMany === 1
        ? at(`/actions/${actionRef}`, actionRef, `Action ${actionRef} (case ${facts.caseRef ?? ''}) has ${silent}`)
        : at(`/actions?state=${facts.escalated ? 'escalated' : 'no_update'}`, 'The actions', `${howMany} actions have ${silent}`);
    }
    case 'action_reopened':
      return at(`/actions/${actionRef}`, actionRef, `${colleague} reopened action ${actionRef} (case ${facts.caseRef ?? ''}). Its page says why.`);
    case 'surgery': {
      const on = `on ${dayInWords(facts.meetOn)} at ${facts.meetAt ?? ''}`;
      return at(`/surgeries/${surgeryId}`, 'The surgery', {
        scheduled: `${colleague} arranged a QA surgery with you ${on}.`,
        changed: `${colleague} changed a QA surgery with you. It is ${on}.`,
        cancelled: `${colleague} cancelled the QA surgery with you ${on}.`,
      }[facts.change ?? 'scheduled']);
    }
    case 'concerns_given':
      return howMany === 1
        ? at(`/concerns/${concernRef}`, concernRef, `Case of concern ${concernRef} (case ${facts.caseRef ?? ''}) is yours to hold.`)
        : at('/concerns', 'Cases of concern', `${howMany} cases of concern are yours to hold.`);
    case 'concern_reopened':
      return at(`/concerns/${concernRef}`, concernRef, `${colleague} reopened case of concern ${concernRef} (case ${facts.caseRef ?? ''}). Its page says why.`);
    case 'concerns_lack_update':
      return at('/concerns?state=lacks_update', 'The cases', `${howMany === 1 ? '1 case of concern you hold has' : `${howMany} cases of concern you hold have`} no update in ${month} yet. You record one every month.`);
    case 'safety_unacknowledged':
      return at(`/concerns/${concernRef}`, concernRef, `The immediate safety worry of case of concern ${concernRef} (case ${facts.caseRef ?? ''}) waits for you to acknowledge it.`);
    case 'safety_escalation':
      return at(`/concerns/${concernRef}`, concernRef, `${colleague} raised an immediate safety worry: case of concern ${concernRef} (case ${facts.caseRef ?? ''}).`);
  }
}
