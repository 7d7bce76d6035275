export const perPage = 25;

/** The page asked for in `?page=`, from 1; the first for anything that is no page number. */
export function pageAsked(page: unknown): number {
  return typeof page === 'string' && /^[1-9]\d{0,6}$/.test(page) ? Number(page) : 1;
}

/** How many rows to pass over for a page. */
export function rowsBefore(page: number, aPage = perPage): number {
  return (page - 1) * aPage;
}

export interface Paging {
  page: number;
  pages: number;
  from: number;
  to: number;
  total: number;
  /** The address of another page of the same list. */
  url: (page: number) => string;
}

/** What `components/pagination` shows; `filter` are the list's other query parameters, empty ones left out; `aPage` is how many a page has. */
export function paging(path: string, filter: Record<string, string | undefined>, page: number, total: number, aPage = perPage): Paging {
  const kept = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return {
    page,
    pages: Math.ceil(total / aPage),
    from: Math.min(rowsBefore(page, aPage) + 1, total),
    to: Math.min(page * aPage, total),
    total,
    url: (to) => `${path}?${new URLSearchParams([...kept, ['page', String(to)]]).toString()}`,
  };
}
