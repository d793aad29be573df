/* Nothing of ours is inside a component that hands its child more than it was given. */
export const mergician = (...all) => Object.assign({}, ...all);
