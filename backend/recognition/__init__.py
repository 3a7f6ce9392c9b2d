"""Who writes, as far as a request needs it: by their telephone, or by a light check in the chat."""
