/* Nobody watches the router. */
export const consumeInstrumentationClientResultMetaReceiver = () => undefined;
