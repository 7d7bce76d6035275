import { initAll } from './govuk-frontend.min.js';
import { keepUpToDate } from './live.js';
import { saveOnLeave } from './saveOnLeave.js';

initAll();
document.querySelectorAll('[data-live]').forEach(keepUpToDate);
document.querySelectorAll('form[data-save-on-leave]').forEach(saveOnLeave);

// A table that fits is no stop for the Tab key.
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});
document.querySelectorAll('.plumbline-scroll').forEach((region) => watcher.observe(region));
