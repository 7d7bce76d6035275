/** What belongs to each key, in the order in which it comes. */
export function grouped<Key, Item>(pairs: Iterable<readonly [Key, Item]>): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const [key, item] of pairs) {
    const group = groups.get(key);
    // Copying a group for each of its members would take minutes where one person is told of tens of thousands.
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
