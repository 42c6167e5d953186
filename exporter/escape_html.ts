/** A text for a page or a mail in HTML, between tags or in a quoted attribute: no character of it is markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
