/** Where an open action is. */
export interface ActionHeld {
  teamId: number;
  ownerId: number | null;
  /** The team its owner works in. */
  ownerTeamId: number | null;
  /** Whether its owner was the child's reviewing officer until now. */
  ofOfficer: boolean;
}

/** Where its child is now, and who their reviewing officer is. */
export interface ChildNow {
  teamId: number;
  officerId: number | null;
}

/**
 * The team and the owner of an open action now that its child is there: an officer's goes to the officer the child has now, and an owner who
 * works in the team the child has left gives way to the manager of the new one (null). Everybody else keeps what is theirs.
 */
export function afterMove({ teamId, ownerId, ownerTeamId, ofOfficer }: ActionHeld, child: ChildNow): Pick<ActionHeld, 'teamId' | 'ownerId'> {
  if (ofOfficer) return { teamId: child.teamId, ownerId: child.officerId };
  const leftBehind = child.teamId !== teamId && ownerTeamId === teamId;
  return { teamId: child.teamId, ownerId: leftBehind ? null : ownerId };
}
