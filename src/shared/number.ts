/** A number as pages show it: `1,234`. */
export function numberInWords(number: number): string {
  return number.toLocaleString('en-GB');
}
