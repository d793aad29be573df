/* No page of ours asks a server for its data on the way: there is nothing to decode, and nothing to fetch. */
export const decodeViaTurboStream = () =>
  Promise.resolve({ value: { loaderData: {}, actionData: undefined, errors: undefined } });

export const getTurboStreamSingleFetchDataStrategy =
  () =>
  ({ matches, runClientMiddleware }) =>
    runClientMiddleware(async () => {
      const asked = matches.filter((one) => one.shouldCallHandler());
      const answers = await Promise.all(asked.map((one) => one.resolve((handler) => handler())));
      return Object.fromEntries(asked.map((one, index) => [one.route.id, answers[index]]));
    });
