/**
 * Saves a form when its reader follows a link away from it, then goes on to that link; closing the page asks first.
 * Without a script the form's own buttons save it.
 */
export function saveOnLeave(form) {
  const words = () => new URLSearchParams(new FormData(form)).toString();
  const shown = words();
  let leaving = false;
  form.addEventListener('submit', () => {
    leaving = true;
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!link || elsewhere || link.origin !== location.origin || (link.hash && link.pathname === location.pathname) || words() === shown) return;
    event.preventDefault();
    const place = Object.assign(document.createElement('input'), { type: 'hidden', name: '_leave', value: link.pathname + link.search });
    form.append(place);
    form.requestSubmit();
  });
  window.addEventListener('beforeunload', (event) => {
    if (!leaving && words() !== shown) event.preventDefault();
  });
}
