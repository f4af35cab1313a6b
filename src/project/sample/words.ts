/** Words for the synthetic people; our own lists. */
export const firstNames: readonly string[] = [
  'Ada', 'Anton', 'Beata', 'Bruno', 'Chiara', 'Cosmo', 'Dalia', 'Emil', 'Esme', 'Farid', 'Frida', 'Gero', 'Hanna', 'Igor',
  'Ilse', 'Jonas', 'Kaja', 'Lars', 'Leila', 'Mads', 'Mira', 'Nils', 'Noor', 'Otto', 'Paola', 'Quirin', 'Rosa', 'Samir',
  'Selma', 'Tove', 'Ugo', 'Vera', 'Wim', 'Xenia', 'Yara', 'Zoran',
]; // prettier-ignore

export const lastNames: readonly string[] = [
  'Alder', 'Bergmann', 'Castell', 'Dahl', 'Eklund', 'Falk', 'Gletscher', 'Halder', 'Isaksen', 'Jansen', 'Kessel', 'Lindner',
  'Moreau', 'Nyberg', 'Oakes', 'Petrov', 'Quist', 'Rossi', 'Sommer', 'Thorne', 'Ulrich', 'Vinter', 'Weiss', 'Ysaye', 'Zeller',
]; // prettier-ignore

export const countries: readonly string[] = [
  'Austria', 'Brazil', 'Canada', 'Denmark', 'Egypt', 'France', 'Ghana', 'India', 'Italy', 'Japan', 'Kenya', 'Mexico',
  'Norway', 'Peru', 'Poland', 'Portugal', 'Spain', 'Sweden', 'Turkey', 'Vietnam',
]; // prettier-ignore

export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;
