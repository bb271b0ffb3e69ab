/** Whether the runtime knows the IANA time zone, and so can say when it is noon there. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as +01:00 are accepted there too, but are not places.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
