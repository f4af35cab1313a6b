/** Somebody's text in Markdown: shown as it is, never as markup, a link or an icon. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>$~]/g, '\\$&').replace(/\s+/g, ' ');
}
