const consonants = 'bdfghjklmnprstvz';
const vowels = 'aiou';
const wordCount = 4;

/**
 * A key's fingerprint as four words that can be read out and compared by ear: 64 bits as proquints
 * (Wilkerson, arXiv:0901.4016), sixteen a word. `digest` is the SHA-256 of its
 * SubjectPublicKeyInfo, DER.
 */
export function keyWords(digest: Uint8Array): string {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return Array.from({ length: wordCount }, (_, index) => word(view.getUint16(index * 2))).join('-');
}

function word(bits: number): string {
  const consonant = (shift: number) => consonants.charAt((bits >> shift) & 0b1111);
  const vowel = (shift: number) => vowels.charAt((bits >> shift) & 0b11);
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0);
}
