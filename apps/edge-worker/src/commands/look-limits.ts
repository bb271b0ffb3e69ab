/** Of a picture before it is base64, with room left by the schemas. */
export const pictureBytesMax = 28_000;
/** Pictures of one look end after so much: links of sites are thin, and paid by the byte. */
export const lookBytesMax = 1_500_000;
/** A picture that nobody saw by then is worth nothing, and does not travel. */
export const lookTtlSeconds = 10;
