import type { Role } from '../access/roles.js';
import type { Day } from '../shared/day.js';
import { grouped } from '../shared/grouped.js';
import type { Month } from '../shared/month.js';

/** What people are told about (the monthly cycle); the first ones by a digest once a day, an escalation at once. */
export const messageKinds = [
  'allocated', 'due_soon', 'overdue', 'returned', 'ready_to_moderate', 'exemption_asked', 'exemption_decided', 'nil_return',
  'actions_given', 'actions_silent', 'action_reopened', 'surgery', 'concerns_given', 'concern_reopened', 'concerns_lack_update', 'safety_escalation', 'safety_unacknowledged',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Whose work each kind is about, and whether they may do without it by e-mail: what only they can answer they always get. */
export const messageRules: Record<MessageKind, { toldTo: readonly Role[]; maySwitchOff: boolean }> = {
  allocated: { toldTo: ['auditor', 'moderator'], maySwitchOff: true },
  due_soon: { toldTo: ['auditor'], maySwitchOff: true },
  overdue: { toldTo: ['auditor'], maySwitchOff: true },
  returned: { toldTo: ['auditor', 'moderator'], maySwitchOff: true },
  ready_to_moderate: { toldTo: ['moderator'], maySwitchOff: true },
  exemption_asked: { toldTo: ['director'], maySwitchOff: false },
  exemption_decided: { toldTo: ['auditor'], maySwitchOff: true },
  nil_return: { toldTo: ['head_of_service'], maySwitchOff: false },
  actions_given: { toldTo: ['team_manager', 'head_of_service', 'auditor', 'reviewing_officer', 'qa'], maySwitchOff: true },
  actions_silent: { toldTo: ['team_manager', 'head_of_service', 'director', 'qa'], maySwitchOff: false },
  action_reopened: { toldTo: ['team_manager', 'head_of_service', 'auditor', 'reviewing_officer', 'qa'], maySwitchOff: true },
  surgery: { toldTo: ['team_manager', 'head_of_service'], maySwitchOff: true },
  concerns_given: { toldTo: ['head_of_service'], maySwitchOff: false },
  concern_reopened: { toldTo: ['head_of_service'], maySwitchOff: false },
  concerns_lack_update: { toldTo: ['head_of_service'], maySwitchOff: false },
  safety_escalation: { toldTo: ['head_of_service', 'director'], maySwitchOff: false },
  safety_unacknowledged: { toldTo: ['head_of_service', 'director'], maySwitchOff: false },
};

/** What is sent at once, in an e-mail of its own. */
export const urgentKinds: readonly MessageKind[] = ['safety_escalation', 'safety_unacknowledged'];

export const deliveryKinds = ['digest', 'escalation'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** Needless: nothing of what it was to say is so any more. */
export const deliveryStatuses = ['waiting', 'sent', 'given_up', 'needless'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/**
 * All that a message may say. Nothing that somebody typed is in it, and nothing about a child but the case reference:
 * it is read on telephones and in mailboxes of others.
 */
export interface MessageFacts {
  auditRef?: string;
  caseRef?: string;
  concernRef?: string;
  actionRef?: string;
  /** Of several records told of in one message. */
  howMany?: number;
  /** The actions of one message about silence. */
  actionRefs?: readonly string[];
  /** Working days of silence. */
  workingDays?: number;
  /** Whether the silence was taken beyond the team manager. */
  escalated?: boolean;
  surgeryId?: number;
  /** The day and time of a surgery. */
  meetOn?: Day;
  meetAt?: string;
  /** What became of a surgery. */
  change?: 'scheduled' | 'changed' | 'cancelled';
  month?: Month;
  dueOn?: Day;
  /** The name of the colleague it is about: who asked, who returned it, whose audit it is. */
  colleague?: string;
  requestId?: number;
  decision?: 'granted' | 'refused';
  /** What whoever is told does in the audit. */
  part?: 'auditor' | 'moderator';
}

/** A message to one person; with `once`, a word of the event, it is said to them once. */
export interface MessageToTell {
  kind: MessageKind;
  staffId: number;
  facts: MessageFacts;
  once?: string;
}

/** A message each, however much there is to tell somebody: what is said of one thing, and how many they are of several. */
export function oneEach<Thing>(kind: MessageKind, told: readonly (readonly [staffId: number, thing: Thing])[], ofOne: (thing: Thing) => MessageFacts): MessageToTell[] {
  return [...grouped(told)].map(([staffId, things]) => ({ kind, staffId, facts: things.length === 1 ? ofOne(things[0]!) : { howMany: things.length } }));
}
