import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';

/** What people are told about (the monthly cycle); the first ones by a digest once a day, an escalation at once. */
export const messageKinds = [
  'allocated', 'due_soon', 'overdue', 'returned', 'ready_to_moderate', 'exemption_asked', 'exemption_decided', 'nil_return', 'safety_escalation',
] as const;
export type MessageKind = (typeof messageKinds)[number];

export const deliveryKinds = ['digest', 'escalation'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

export const deliveryStatuses = ['waiting', 'sent', 'given_up'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/**
 * All that a message may say. Nothing that somebody typed is in it, and nothing about a child but the case reference:
 * it is read on telephones and in mailboxes of others.
 */
export interface MessageFacts {
  auditRef?: string;
  caseRef?: string;
  concernRef?: string;
  month?: Month;
  dueOn?: Day;
  /** The name of the colleague it is about: who asked, who returned it, whose audit it is. */
  colleague?: string;
  requestId?: number;
  decision?: 'granted' | 'refused';
}
