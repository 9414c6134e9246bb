"""The full-screen cockpit: a face of the desk, drawn with Textual."""
