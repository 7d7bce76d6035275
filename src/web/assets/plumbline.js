import { initAll } from './govuk-frontend.min.js';
import { keepUpToDate } from './live.js';

initAll();
document.querySelectorAll('[data-live]').forEach(keepUpToDate);
