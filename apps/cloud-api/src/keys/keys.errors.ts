/** What was asked of the keys is not done. The message is for the operator and says what to do. */
export class KeysRefused extends Error {
  override readonly name = 'KeysRefused';
}
