export function libraryTypes(root: string): Promise<string>;
export function writeTypes(root: string): Promise<void>;
