export interface ImportProgress {
  step: 'reading' | 'checking' | 'storing';
  /** The file; of no meaning while checking, which looks at all of them together. */
  file: string;
  /** Rows stored of those to store. */
  done: number;
  total: number;
}

/** What an import is doing now, for whoever waits for it. */
export function progressInWords({ step, file, done, total }: ImportProgress): string {
  if (step === 'reading') return `Reading ${file}`;
  return step === 'checking' ? 'Checking the files against each other and against Plumbline' : `Storing ${file}: ${done} of ${total}`;
}
