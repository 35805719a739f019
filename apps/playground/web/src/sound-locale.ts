// Before anything that formats: a bare environment may call its language `en-US@posix`, which `Intl` refuses, and with it uPlot.

const FALLBACK = 'en-US';

export function isSound(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length >= 0;
  } catch {
    return false;
  }
}

if (!isSound(navigator.language)) {
  Object.defineProperty(navigator, 'language', { value: FALLBACK, configurable: true });
}
