/** Who may be given whom. */
export interface Places<Child, Auditor> {
  /** Who waits longest comes first. */
  children: readonly Child[];
  auditors: readonly Auditor[];
  moderatorOf: (auditor: Auditor) => number;
  /** How many audits a moderator can still take. */
  placesOf: (moderator: number) => number;
  /** What is not as it should be when the auditor is given the child, as a number; null when the auditor may not be. */
  cost: (child: Child, auditor: Auditor) => number | null;
}

/** How an auditor is reached while room is made for a child: after whom, and whom they get; nobody when they only leave their place to another of their moderator. */
interface Step<Child, Auditor> {
  cost: number;
  after: Auditor | null;
  gets: Child | null;
}

/**
 * Gives each child in turn to an auditor if there is any way to, also by changing who has the children before, and of all ways so that the costs
 * are least together: a child goes without only when all who come before could not be kept otherwise. Of equal ways the earlier auditors' is taken.
 */
export function placed<Child, Auditor>({ children, auditors, moderatorOf, placesOf, cost }: Places<Child, Auditor>): Map<Auditor, Child> {
  const given = new Map<Auditor, Child>();
  const placesLeft = (auditor: Auditor): number => placesOf(moderatorOf(auditor)) - [...given.keys()].filter((other) => moderatorOf(other) === moderatorOf(auditor)).length;

  for (const child of children) {
    const steps = new Map<Auditor, Step<Child, Auditor>>();
    // Those whose way has become cheaper, so that what follows on it has to be looked at again.
    let open = new Set<Auditor>();
    const reach = (auditor: Auditor, step: Step<Child, Auditor>): void => {
      if (step.cost >= (steps.get(auditor)?.cost ?? Infinity)) return;
      steps.set(auditor, step);
      open.add(auditor);
    };
    const offer = (one: Child, spent: number, after: Auditor | null): void => {
      for (const auditor of auditors) {
        const price = cost(one, auditor);
        if (price !== null) reach(auditor, { cost: spent + price, after, gets: one });
      }
    };
    offer(child, 0, null);
    while (open.size > 0) {
      const looked = open;
      open = new Set();
      for (const auditor of looked) {
        const step = steps.get(auditor)!;
        const has = given.get(auditor);
        if (has !== undefined) offer(has, step.cost - cost(has, auditor)!, auditor);
        else if (placesLeft(auditor) === 0) {
          for (const other of given.keys()) if (moderatorOf(other) === moderatorOf(auditor)) reach(other, { cost: step.cost, after: auditor, gets: null });
        }
      }
    }
    const ends = auditors.filter((auditor) => steps.has(auditor) && !given.has(auditor) && placesLeft(auditor) > 0);
    let at = ends.reduce<Auditor | null>((best, one) => (best === null || steps.get(one)!.cost < steps.get(best)!.cost ? one : best), null);
    while (at !== null) {
      const { gets, after }: Step<Child, Auditor> = steps.get(at)!;
      if (gets === null) given.delete(at);
      else given.set(at, gets);
      at = after;
    }
  }
  return given;
}
