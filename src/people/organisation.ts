import type { Programme } from '../shared/practice.js';

/** The parts of the organisation: teams, and the services they belong to. */
export type UnitKind = 'team' | 'service';

export interface TeamDetails {
  name: string;
  serviceId: number;
  programme: Programme;
  teamManagerId: number | null;
}

export interface ServiceDetails {
  name: string;
  headOfServiceId: number | null;
}

export type UnitDetails = TeamDetails | ServiceDetails;

/** A unit as a page shows it: every record it names by its name. */
export interface UnitSeen {
  id: number;
  version: number;
  name: string;
  /** The Head of Service or the team manager. */
  leadId: number | null;
  lead: string | null;
  /** Of a team. */
  serviceId: number | null;
  service: string | null;
  programme: Programme | null;
  /** Of a service. */
  teams: number;
}
