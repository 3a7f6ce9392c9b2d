// What survives a reload: the conversation, what waits to be sent, the reader's choices.
// A browser that refuses storage (private frames) keeps it in memory, and the chat still works.
// On a shared terminal it lives with the tab, and is wiped for the next person.

function storage(isShared) {
  try {
    const wanted = isShared ? sessionStorage : localStorage;
    wanted.setItem("loge.trial", "1");
    wanted.removeItem("loge.trial");
    return wanted;
  } catch {
    const kept = new Map();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
      clear: () => kept.clear(),
    };
  }
}

export function openStore(landlord, { isShared = false } = {}) {
  const kept = storage(isShared);
  const key = (name) => `loge.${landlord || "any"}.${name}`;
  const read = (name, otherwise) => {
    try {
      return JSON.parse(kept.getItem(key(name))) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (name, value) => kept.setItem(key(name), JSON.stringify(value));
  return {
    conversation: () => read("conversation", null),
    keepConversation: (conversation) => write("conversation", conversation),
    waiting: () => read("waiting", []),
    keepWaiting: (messages) => write("waiting", messages),
    forget: () => ["conversation", "waiting"].forEach((name) => kept.removeItem(key(name))),
    wipe: () => kept.clear(),
    choice: (name) => kept.getItem(`loge.${name}`),
    choose: (name, value) => kept.setItem(`loge.${name}`, value),
  };
}
