const seconds = 2;

/**
 * Fetches the page named by `data-live` every two seconds and shows its element of the same id in place of this one,
 * until that element no longer asks for it.
 */
export function keepUpToDate(element) {
  const again = () => setTimeout(() => refresh(element), seconds * 1000);
  again();
}

async function refresh(element) {
  const fresh = await fetched(element);
  if (!fresh) {
    keepUpToDate(element);
    return;
  }
  // The element itself stays: a live region that is replaced is not read out.
  element.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.live) keepUpToDate(element);
}

/** The element of the same id on the page as it is now; undefined when the page could not be had. */
async function fetched(element) {
  try {
    const response = await fetch(element.dataset.live, { headers: { accept: 'text/html' } });
    if (!response.ok) return undefined;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return page.getElementById(element.id) ?? undefined;
  } catch {
    return undefined;
  }
}
