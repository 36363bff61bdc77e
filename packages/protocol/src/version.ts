/** The protocol's version, said in every hello. It changes when a frame, operation or event changes its meaning. */
export const PROTOCOL_VERSION = 1;
