export function operatorTypes(text: string): string;
